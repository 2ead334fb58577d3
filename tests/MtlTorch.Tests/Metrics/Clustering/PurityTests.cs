using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

public sealed class PurityTests : ClusteringMetricContract
{
    protected override IMetric Metric { get; } = new Purity();

    [Test]
    public void TwoClustersMayGoByOneClass() =>
        Assert.That(Purity.Of(ContingencyTable.OfLabels([0, 0, 0, 1, 1], [0, 0, 0, 0, 0])), Is.EqualTo(1));

    private protected override ClusteringMetric For(int classes) => new Purity(classes);

    private protected override double Of(ContingencyTable table) => Purity.Of(table);

    private protected override double Reference(int[] clusters, int[] classes) =>
        clusters.Zip(classes).GroupBy(pair => pair.First).Sum(cluster => cluster.CountBy(pair => pair.Second).Max(c => c.Value)) / (double)clusters.Length;
}
