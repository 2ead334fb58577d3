using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class MacroF1Tests : ClassificationMetricContract
{
    protected override IMetric Metric { get; } = new MacroF1();

    private protected override double Reference(int[] predicted, int[] targets) =>
        Macro(predicted, targets, (predicted, actual) => (predicted + actual) / 2.0);
}
