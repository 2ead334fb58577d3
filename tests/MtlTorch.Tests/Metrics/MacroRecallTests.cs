using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class MacroRecallTests : ClassificationMetricContract
{
    protected override IMetric Metric { get; } = new MacroRecall();

    private protected override double Reference(int[] predicted, int[] targets) => Macro(predicted, targets, (_, actual) => actual);
}
