using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class R2Tests : RegressionMetricContract
{
    protected override IMetric Metric { get; } = new R2();

    [Test]
    public void PredictingTheMeanGivesZero()
    {
        using var rows = MetricRows.OfNumbers([4, 4, 4], [1, 3, 8], width: 1);

        Assert.That(Value(rows), Is.Zero.Within(1e-12));
    }

    [TestCase(0.1)]
    [TestCase(1e8)]
    [TestCase(0)]
    public void ATargetThatNeverVariesGivesNoValue(double constant)
    {
        using var rows = MetricRows.OfNumbers([1, 2, 3, 4, 5, 6, 7], Enumerable.Repeat(constant, 7), width: 1);

        Assert.That(Value(rows), Is.NaN);
        Assert.That(Value(rows, 2, 3), Is.NaN);
    }

    [Test]
    public void ATargetFarFromZeroKeepsItsVariation()
    {
        // Years: the deviations are a millionth of the squares that they are the difference of.
        double[] years = [.. Enumerable.Range(0, 50).Select(i => 2_000 + i % 7 / 2.0)];
        using var rows = MetricRows.OfNumbers(years.Select((y, i) => y + (i % 3 - 1) / 8.0), years, width: 1);

        Assert.That(Value(rows), Is.EqualTo(Reference(years.Select((y, i) => y + (i % 3 - 1) / 8.0).ToArray(), years, 1)).Within(1e-9));
    }

    private protected override double Reference(double[] predictions, double[] targets, int width) =>
        Enumerable.Range(0, width).Average(k =>
        {
            var pairs = predictions.Zip(targets).Where((_, i) => i % width == k).ToList();
            var mean = pairs.Average(p => p.Second);
            var deviations = pairs.Sum(p => Math.Pow(p.Second - mean, 2));
            return deviations == 0 ? double.NaN : 1 - pairs.Sum(p => Math.Pow(p.First - p.Second, 2)) / deviations;
        });
}
