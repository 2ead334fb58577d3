using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

/// <summary>What every metric must keep; a metric's own tests add what is special about it.</summary>
public abstract class MetricContract
{
    protected abstract IMetric Metric { get; }

    /// <summary>Rows with predictions of any quality.</summary>
    private protected abstract Gen<MetricRows> Rows { get; }

    /// <summary>The metric by its definition, row by row.</summary>
    private protected abstract double Reference(MetricRows rows);

    /// <summary>The same rows, predicted without a fault.</summary>
    private protected abstract MetricRows Perfect(MetricRows rows);

    /// <summary>The rows of a golden case.</summary>
    private protected abstract MetricRows Recorded(JsonElement golden);

    [Test]
    public void ItIsWhatItsDefinitionSays() =>
        Properties.Hold(Rows, rows => AssertSame(Value(rows), Reference(rows), rows));

    [Test]
    public void AnyWayOfCuttingTheRowsGivesTheSame()
    {
        var cut = from rows in Rows
                  from places in Gen.Choose(0, rows.Count).ArrayOf()
                  select (rows, places);

        Properties.Hold(cut, c => AssertSame(Value(c.rows, c.places), Value(c.rows), c.rows));
    }

    [Test]
    public void APerfectPredictionScoresBest() => Properties.Hold(Rows, rows =>
    {
        var value = Value(Perfect(rows));
        Assert.That(value, double.IsNaN(Reference(rows)) ? Is.NaN : Is.EqualTo(Metric.Best).Within(1e-12));
    });

    [Test]
    public void NothingScoresBetterThanBest() => Properties.Hold(Rows, rows =>
    {
        var value = Value(rows);
        Assert.That(Metric.HigherIsBetter ? value - Metric.Best : Metric.Best - value, Is.LessThanOrEqualTo(1e-12).Or.NaN);
    });

    [Test]
    public void WithoutRowsThereIsNoValue()
    {
        using var accumulator = new MetricAccumulator(Metric);

        Assert.That(accumulator.Compute(), Is.NaN);
    }

    [Test]
    public void StatisticsAreAListOfDoubles()
    {
        using var rows = Rows.Sample(1, 1).Single();
        using var scope = torch.NewDisposeScope();
        var statistics = Metric.Update(rows.Prediction, rows.Target);

        Assert.That((statistics.dtype, statistics.dim()), Is.EqualTo((torch.float64, 1L)));
    }

    [Test]
    public void OnlyTheSumsAreKept()
    {
        using var rows = Rows.Sample(1, 1).Single();
        using var accumulator = new MetricAccumulator(Metric);
        accumulator.Add(rows.Prediction, rows.Target);

        var left = LiveTensors.LeftBy(() =>
        {
            accumulator.Add(rows.Prediction, rows.Target);
            accumulator.Compute();
        });

        Assert.That(left, Is.Zero);
    }

    /// <summary>For the golden tests of the families.</summary>
    private protected void AssertRecorded(JsonElement golden)
    {
        using var rows = Recorded(golden);
        Assert.That(Value(rows), Is.EqualTo(golden.Number(Metric.Name)).Within(1e-10));
    }

    private protected double Value(MetricRows rows, params int[] cuts)
    {
        using var scope = torch.NewDisposeScope();
        using var accumulator = new MetricAccumulator(Metric);
        int[] bounds = [0, .. cuts.Order(), rows.Count];
        foreach (var (start, end) in bounds.Zip(bounds.Skip(1)).Where(b => b.First < b.Second))
        {
            accumulator.Add(rows.Prediction.narrow(0, start, end - start), rows.Target.narrow(0, start, end - start));
        }

        return accumulator.Compute();
    }

    private static void AssertSame(double actual, double expected, MetricRows rows) => Assert.That(
        actual, double.IsNaN(expected) ? Is.NaN : Is.EqualTo(expected).Within(1e-9 * Math.Max(1, Math.Abs(expected))), $"{rows.Count} rows");
}
