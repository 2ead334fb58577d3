using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class MacroPrecisionTests : ClassificationMetricContract
{
    protected override IMetric Metric { get; } = new MacroPrecision();

    private protected override double Reference(int[] predicted, int[] targets) => Macro(predicted, targets, (predicted, _) => predicted);
}
