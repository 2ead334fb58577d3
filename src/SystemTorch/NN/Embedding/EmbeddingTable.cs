namespace TorchSharp.Modules;

/// <summary>What embeddings and bags of embeddings have in common.</summary>
internal sealed class EmbeddingTable
{
    private readonly long count;
    private readonly long size;
    private readonly double? maxNorm;
    private readonly double normType;

    internal EmbeddingTable(long count, long size, long? padding, double? maxNorm, double normType, bool scaleGradByFrequency, bool sparse)
    {
        if (padding is { } given && (given < -count || given >= count))
            throw new ArgumentException($"padding_idx must lie within the {count} embeddings. Found {given}.");
        this.count = count;
        this.size = size;
        this.maxNorm = maxNorm;
        this.normType = normType;
        Padding = padding < 0 ? padding + count : padding;
        ScaleGradByFrequency = scaleGradByFrequency;
        Sparse = sparse;
    }

    /// <summary>The index whose vector is zero at first and gets no gradient.</summary>
    internal long? Padding { get; }

    internal bool ScaleGradByFrequency { get; }

    internal bool Sparse { get; }

    internal Parameter MakeWeight(Device device, ScalarType? dtype) => Parameter.Make([count, size], device, dtype, weight =>
    {
        weight.normal_();
        if (Padding is not { } padding)
            return;
        using var row = weight[padding];
        row.fill_(0);
    });

    /// <summary>Shortens the vectors about to be used to the largest norm allowed.</summary>
    internal void Renormalize(Parameter weight, Tensor indices)
    {
        if (maxNorm is not { } largest)
            return;
        using var noGrad = no_grad();
        Operators.embedding_renorm_.Run(weight, Argument.Required(indices), largest, normType);
    }
}
