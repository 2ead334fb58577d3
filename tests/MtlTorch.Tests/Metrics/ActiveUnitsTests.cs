using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class ActiveUnitsTests : CodeMetricContract
{
    protected override IMetric Metric { get; } = new ActiveUnits();

    [Test]
    public void ItIsTheMeanNumberPerRow()
    {
        using var rows = Of([true, false, true, false, false, true], units: 3);

        Assert.That(Value(rows), Is.EqualTo(1.5));
    }

    private protected override MetricRows Perfect(MetricRows rows) => Alike(rows, fired: false);

    private protected override double Reference(MetricRows rows) => rows.Predictions.Average(row => row.Sum());
}
