using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class ExplainedVarianceTests : MetricContract
{
    protected override IMetric Metric { get; } = new ExplainedVariance();

    private protected override Gen<MetricRows> Rows =>
        from width in Gen.Choose(1, 4)
        from count in Gen.Choose(1, 30)
        from targets in Gen.Choose(-1_000, 1_000).ArrayOf(count * width)
        from errors in Gen.Choose(-1_000, 1_000).ArrayOf(count * width)
        select MetricRows.OfNumbers(targets.Zip(errors, (t, e) => t + e / 3.0), targets.Select(t => (double)t), width);

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "regression_metrics" })]
    public void OfOneNumberPerRowItIsTheCoefficientOfDetermination(JsonElement golden)
    {
        using var rows = Recorded(golden);
        Assert.That(golden.Whole("width") > 1 ? golden.Number("r2") : Value(rows), Is.EqualTo(golden.Number("r2")).Within(1e-10));
    }

    [Test]
    public void PredictingTheMeanRowGivesZero()
    {
        using var rows = MetricRows.OfNumbers([4, 10, 4, 10, 4, 10], [1, 8, 3, 12, 8, 10], width: 2);

        Assert.That(Value(rows), Is.Zero.Within(1e-12));
    }

    [Test]
    public void NumbersThatVaryMoreCountMore()
    {
        // The second number is predicted by its mean; its variance is 100 times that of the first.
        using var rows = MetricRows.OfNumbers([1, 0, -1, 0], [1, 10, -1, -10], width: 2);

        Assert.That(Value(rows), Is.EqualTo(1 - 200.0 / 202));
    }

    [TestCase(0.1)]
    [TestCase(0)]
    [TestCase(1e8)]
    public void TargetsThatNeverVaryGiveNoValue(double constant)
    {
        using var rows = MetricRows.OfNumbers([1, 2, 3, 4, 5, 6], Enumerable.Repeat(constant, 6), width: 2);

        Assert.That(Value(rows), Is.NaN);
    }

    private protected override MetricRows Recorded(JsonElement golden) =>
        MetricRows.OfNumbers(golden.List<double>("predictions"), golden.List<double>("targets"), golden.Whole("width"));

    private protected override MetricRows Perfect(MetricRows rows) => MetricRows.OfNumbers(rows.Targets, rows.Targets, rows.Outputs);

    private protected override double Reference(MetricRows rows)
    {
        var (width, targets) = (rows.Outputs, rows.Targets);
        var means = Enumerable.Range(0, width).Select(k => targets.Where((_, i) => i % width == k).Average()).ToArray();
        var deviations = targets.Select((t, i) => Math.Pow(t - means[i % width], 2)).Sum();
        return deviations == 0 ? double.NaN : 1 - rows.Predictions.SelectMany(p => p).Zip(targets).Sum(p => Math.Pow(p.First - p.Second, 2)) / deviations;
    }
}
