namespace TorchSharp.Modules;

/// <summary>The sum, mean or maximum of the vectors of each bag of indices.</summary>
public sealed class EmbeddingBag : nn.Module<Tensor, Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
{
    private readonly EmbeddingTable table;
    private readonly EmbeddingBagMode mode;
    private readonly bool includeLastOffset;
    private Parameter _weight;

    internal EmbeddingBag(EmbeddingTable table, EmbeddingBagMode mode, bool includeLastOffset, Device device, ScalarType? dtype)
        : base(nameof(EmbeddingBag))
    {
        this.table = table;
        this.mode = mode;
        this.includeLastOffset = includeLastOffset;
        weight = table.MakeWeight(device, dtype);
    }

    public Parameter weight
    {
        get => _weight;
        set => Assign(ref _weight, value, nameof(weight));
    }

    public Tensor call(Tensor input) => call(input, null, null);

    public Tensor call(Tensor input, Tensor offsets) => call(input, offsets, null);

    /// <summary>
    /// One-dimensional input holds the bags one after the other, `offsets` where each begins; two-dimensional input holds a
    /// bag a row. Weights of the single indices go with sums only.
    /// </summary>
    public override Tensor forward(Tensor input, Tensor offsets, Tensor perSampleWeights)
    {
        Validate(input, offsets);
        table.Renormalize(_weight, input);
        if (input.dim() == 1)
            return Reduce(input, offsets, perSampleWeights);
        using var indices = input.reshape(-1);
        using var starts = arange(0, input.numel(), input.size(1), input.dtype, input.device);
        using var weights = perSampleWeights?.reshape(-1);
        return Reduce(indices, starts, weights);
    }

    private static void Validate(Tensor input, Tensor offsets)
    {
        if (!input.is_integral())
            throw new ArgumentException("Embedding input must be an integral tensor.");
        if (offsets is not null && offsets.dtype != input.dtype)
            throw new ArgumentException("input and offsets must have the same element type.");
        if (input.dim() == 1 && offsets is null)
            throw new ArgumentException("'offsets' must be non-null for a 1-D input.");
        if (input.dim() == 2 && offsets is not null)
            throw new ArgumentException("'offsets' must be null for a 2-D input.");
        if (input.dim() is not (1 or 2))
            throw new ArgumentException($"Input must be 1-D or 2-D, not {input.dim()}-D.");
    }

    private Tensor Reduce(Tensor indices, Tensor offsets, Tensor perSampleWeights)
    {
        var (bags, offsetToBag, bagSizes, maximumIndices) = Operators.embedding_bag_padding_idx.CallQuadruple(
            _weight, indices, offsets, table.ScaleGradByFrequency, (long)mode, table.Sparse, perSampleWeights, includeLastOffset,
            table.Padding);
        offsetToBag.Dispose();
        bagSizes.Dispose();
        maximumIndices.Dispose();
        return bags;
    }
}
