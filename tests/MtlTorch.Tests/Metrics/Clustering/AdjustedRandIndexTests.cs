using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

public sealed class AdjustedRandIndexTests : ClusteringMetricContract
{
    protected override IMetric Metric { get; } = new AdjustedRandIndex();

    [Test]
    public void ItIsExactWithManyRows()
    {
        // Two halves cut again across: as unrelated as can be. By the formula the index is -1 / (N - 2) up to smaller terms.
        const int Rows = 2_000_000;
        var table = ContingencyTable.OfLabels([.. Enumerable.Range(0, Rows).Select(i => (long)(i % 2))], [.. Enumerable.Range(0, Rows).Select(i => (long)(i / 2 % 2))]);

        Assert.That(AdjustedRandIndex.Of(table), Is.EqualTo(-1.0 / (Rows - 2)).Within(1e-12));
    }

    private protected override ClusteringMetric For(int classes) => new AdjustedRandIndex(classes);

    private protected override double Of(ContingencyTable table) => AdjustedRandIndex.Of(table);

    /// <summary>By looking at every pair of rows.</summary>
    private protected override double Reference(int[] clusters, int[] classes)
    {
        var counts = new double[2, 2];
        for (var i = 0; i < clusters.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                counts[clusters[i] == clusters[j] ? 1 : 0, classes[i] == classes[j] ? 1 : 0]++;
            }
        }

        var (apart, onlyClass, onlyCluster, together) = (counts[0, 0], counts[0, 1], counts[1, 0], counts[1, 1]);
        return onlyClass + onlyCluster == 0
            ? 1
            : 2 * (together * apart - onlyClass * onlyCluster) / ((together + onlyClass) * (onlyClass + apart) + (together + onlyCluster) * (onlyCluster + apart));
    }
}
