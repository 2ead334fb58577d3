namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// How many of the K clusters are in use, without any classes: the perplexity exp(H) of the shares of rows that each cluster has, over K. From 1/K (all rows in one
/// cluster) to 1 (all clusters alike). More is not better in itself; it tells a clustering that collapses.
/// </summary>
public sealed class ClusterUse : IMetric
{
    /// <inheritdoc/>
    public string Name => "clusterUse";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <summary>Rows of each cluster, Float64 [K].</summary>
    /// <param name="prediction">Scores of the clusters [B, K].</param>
    /// <param name="target">Not read.</param>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        return prediction.argmax(1).bincount(null, prediction.size(1)).to(torch.float64).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics)
    {
        var sizes = statistics.ToArray();
        var rows = sizes.Sum();
        return rows == 0 ? double.NaN : Math.Exp(-sizes.Where(size => size > 0).Sum(size => size / rows * Math.Log(size / rows))) / sizes.Length;
    }
}
