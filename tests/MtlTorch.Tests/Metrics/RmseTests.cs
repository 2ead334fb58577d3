using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class RmseTests : RegressionMetricContract
{
    protected override IMetric Metric { get; } = new Rmse();

    private protected override double Reference(double[] predictions, double[] targets, int width) =>
        Math.Sqrt(predictions.Zip(targets).Average(p => Math.Pow(p.First - p.Second, 2)));
}
