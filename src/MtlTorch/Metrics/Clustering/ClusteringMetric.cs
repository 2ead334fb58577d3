namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// A measure of how well clusters agree with classes that they have never seen. Predictions are scores per cluster, of which the largest
/// counts; the names of the clusters do not matter. The number of clusters may differ from that of the classes.
/// </summary>
/// <param name="classes">Number of classes of the target; as many as there are clusters if null.</param>
public abstract class ClusteringMetric(int? classes) : IMetric
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <summary>How often each class meets each cluster, Float64 [classes times K], class by class.</summary>
    /// <param name="prediction">Scores of the clusters [B, K].</param>
    /// <param name="target">Classes, Int64 [B], from 0.</param>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        var clusters = prediction.size(1);
        var pairs = target * clusters + prediction.argmax(1);
        return pairs.bincount(null, (classes ?? clusters) * clusters).to(torch.float64).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics)
    {
        var clusters = statistics.Length / (classes ?? (int)Math.Round(Math.Sqrt(statistics.Length)));
        return Value(ContingencyTable.OfCounts(statistics.ToArray().Select((rows, i) => ((long)(i / clusters), (long)(i % clusters), rows))));
    }

    /// <summary>The measure; NaN without rows.</summary>
    protected abstract double Value(ContingencyTable table);
}
