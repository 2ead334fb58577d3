using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

public sealed class NormalizedMutualInformationTests : ClusteringMetricContract
{
    protected override IMetric Metric { get; } = new NormalizedMutualInformation();

    [Test]
    public void TwoPartitionsChangePlaces()
    {
        long[] first = [0, 0, 1, 1, 2, 2, 2], second = [0, 1, 1, 1, 0, 2, 2];

        Assert.That(
            NormalizedMutualInformation.Of(ContingencyTable.OfLabels(first, second)),
            Is.EqualTo(NormalizedMutualInformation.Of(ContingencyTable.OfLabels(second, first))).Within(1e-15));
    }

    private protected override ClusteringMetric For(int classes) => new NormalizedMutualInformation(classes);

    private protected override double Of(ContingencyTable table) => NormalizedMutualInformation.Of(table);

    /// <summary>I = H(classes) + H(clusters) - H(both), over the mean of the first two.</summary>
    private protected override double Reference(int[] clusters, int[] classes)
    {
        var (one, other, both) = (Entropy(clusters), Entropy(classes), Entropy(clusters.Zip(classes)));
        return one + other == 0 ? 1 : Math.Max(0, (one + other - both) / ((one + other) / 2));
    }

    private static double Entropy<T>(IEnumerable<T> labels)
        where T : notnull
    {
        double[] shares = [.. labels.CountBy(l => l).Select(c => (double)c.Value)];
        return -shares.Sum(n => n / shares.Sum() * Math.Log(n / shares.Sum()));
    }
}
