using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class AccuracyTests : ClassificationMetricContract
{
    protected override IMetric Metric { get; } = new Accuracy();

    private protected override double Reference(int[] predicted, int[] targets) => predicted.Zip(targets).Average(p => p.First == p.Second ? 1 : 0);
}
