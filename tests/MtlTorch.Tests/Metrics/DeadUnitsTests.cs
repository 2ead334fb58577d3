using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class DeadUnitsTests : CodeMetricContract
{
    protected override IMetric Metric { get; } = new DeadUnits();

    [Test]
    public void AUnitIsDeadThatFiresInNoRowAtAll()
    {
        using var rows = Of([true, false, false, false, false, true], units: 3);

        Assert.That(Value(rows), Is.EqualTo(1.0 / 3));
        Assert.That(Value(rows, 1), Is.EqualTo(1.0 / 3), "in whichever batch");
    }

    private protected override MetricRows Perfect(MetricRows rows) => Alike(rows, fired: true);

    private protected override double Reference(MetricRows rows) =>
        Enumerable.Range(0, rows.Outputs).Average(unit => rows.Predictions.All(row => row[unit] == 0) ? 1.0 : 0);
}
