namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// Share of the training rows that had another cluster when targets were last made than when they were made before: DEC and IDEC stop at 0.1 %. It does not read
/// predictions but that share, once for each row [B].
/// </summary>
[Paper("Xie et al. 2016, Unsupervised Deep Embedding for Clustering Analysis", "https://arxiv.org/abs/1511.06335", Place = "section 3.3")]
public sealed class ChangedShare : IMetric
{
    /// <inheritdoc/>
    public string Name => "changed";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Best => 0;

    /// <summary>Their sum, and the rows, Float64 [2].</summary>
    /// <param name="prediction">The share, for each row [B].</param>
    /// <param name="target">Not read.</param>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        var shares = prediction.to(torch.float64);
        return torch.stack([shares.sum(), torch.full([], shares.size(0), torch.float64, shares.device)]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => statistics[0] / statistics[1];
}
