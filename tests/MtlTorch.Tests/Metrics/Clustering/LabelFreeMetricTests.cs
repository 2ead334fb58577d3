using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

/// <summary>The figures of clusters that need no classes.</summary>
public sealed class LabelFreeMetricTests
{
    private static readonly IMetric[] Metrics = [new ClusterUse(), new Confidence()];

    [TestCase(new long[] { 0, 0, 0, 0 }, 0.25)]
    [TestCase(new long[] { 0, 1, 2, 3 }, 1)]
    [TestCase(new long[] { 2, 3, 2, 3 }, 0.5)]
    [TestCase(new long[] { 0, 0, 0, 1 }, 0.43869)]
    public void UseIsThePerplexityOfTheSizes(long[] clusters, double use)
    {
        using var scope = torch.NewDisposeScope();

        Assert.That(Value(new ClusterUse(), torch.nn.functional.one_hot(torch.tensor(clusters), 4).to(torch.float32)), Is.EqualTo(use).Within(1e-5));
    }

    [Test]
    public void ConfidenceIsTheMeanOfTheLargestProbability()
    {
        using var scope = torch.NewDisposeScope();
        var probabilities = torch.tensor(new float[] { 0.5f, 0.25f, 0.25f, 0.1f, 0.2f, 0.7f }, [2, 3]);

        Assert.That(Value(new Confidence(), probabilities.log()), Is.EqualTo(0.6).Within(1e-6));
        Assert.That(Value(new Confidence(), probabilities.log() + 7), Is.EqualTo(0.6).Within(1e-6), "scores need not be normalized");
    }

    [Test]
    public void AnyWayOfCuttingTheRowsGivesTheSame([ValueSource(nameof(Metrics))] IMetric metric, [Values(1, 3, 10)] int size)
    {
        using var scope = torch.NewDisposeScope();
        var scores = TestPattern.Tensor([10, 4], 3);
        using var sum = new MetricAccumulator(metric);
        for (var start = 0; start < 10; start += size)
        {
            var some = scores.narrow(0, start, Math.Min(size, 10 - start));
            sum.Add(some, some);
        }

        Assert.That(sum.Compute(), Is.EqualTo(Value(metric, scores)).Within(1e-12));
    }

    [Test]
    public void WithoutRowsThereIsNoValue([ValueSource(nameof(Metrics))] IMetric metric)
    {
        using var sum = new MetricAccumulator(metric);

        Assert.That(sum.Compute(), Is.NaN);
    }

    private static double Value(IMetric metric, torch.Tensor scores)
    {
        using var sum = new MetricAccumulator(metric);
        sum.Add(scores, scores);
        return sum.Compute();
    }
}
