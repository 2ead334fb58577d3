namespace MtlTorch.Metrics.Clustering;

/// <summary>Mean over the rows of the largest probability, by softmax of the scores: how sure assignments are. From 1/K to 1; a clustering may be sure and wrong.</summary>
public sealed class Confidence : IMetric
{
    /// <inheritdoc/>
    public string Name => "confidence";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <summary>The sum of the largest probabilities, and the rows, Float64 [2].</summary>
    /// <param name="prediction">Scores of the clusters [B, K].</param>
    /// <param name="target">Not read.</param>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        var largest = prediction.to(torch.float64).softmax(1).amax([1L]);
        return torch.stack([largest.sum(), torch.full([], largest.size(0), torch.float64, largest.device)]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => statistics[0] / statistics[1];
}
