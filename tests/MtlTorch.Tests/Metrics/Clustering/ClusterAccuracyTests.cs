using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

public sealed class ClusterAccuracyTests : ClusteringMetricContract
{
    protected override IMetric Metric { get; } = new ClusterAccuracy();

    [Test]
    public void TwoClustersCannotGoByOneClass() =>
        Assert.That(ClusterAccuracy.Of(ContingencyTable.OfLabels([0, 0, 0, 1, 1], [0, 0, 0, 0, 0])), Is.EqualTo(0.6));

    [Test]
    public void AClusterPerRowNeedsNoTableOfRowsByRows()
    {
        long[] rows = [.. Enumerable.Range(0, 50_000)];
        var table = ContingencyTable.OfLabels(rows, [.. rows.Select(r => r % 4)]);

        Assert.That(ClusterAccuracy.Of(table), Is.EqualTo(4.0 / 50_000));
    }

    private protected override ClusteringMetric For(int classes) => new ClusterAccuracy(classes);

    private protected override double Of(ContingencyTable table) => ClusterAccuracy.Of(table);

    /// <summary>By trying all names.</summary>
    private protected override double Reference(int[] clusters, int[] classes) => Most(clusters, classes, 0, []) / clusters.Length;

    private static double Most(int[] clusters, int[] classes, int cluster, int[] taken) => cluster > clusters.Max()
        ? 0
        : Enumerable.Range(0, Math.Max(clusters.Max(), classes.Max()) + 1).Except(taken).Max(name =>
            clusters.Zip(classes).Count(pair => pair == (cluster, name)) + Most(clusters, classes, cluster + 1, [.. taken, name]));
}
