using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class MaeTests : RegressionMetricContract
{
    protected override IMetric Metric { get; } = new Mae();

    private protected override double Reference(double[] predictions, double[] targets, int width) =>
        predictions.Zip(targets).Average(p => Math.Abs(p.First - p.Second));
}
