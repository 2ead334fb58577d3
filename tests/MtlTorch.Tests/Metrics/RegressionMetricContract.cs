using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MtlTorch.Tests.Metrics;

/// <summary>The contract for metrics of numbers [N, width] and targets of the same shape.</summary>
public abstract class RegressionMetricContract : MetricContract
{
    private protected override Gen<MetricRows> Rows =>
        from width in Gen.Choose(1, 3)
        from count in Gen.Choose(1, 30)
        from scale in Gen.Elements(1e-3, 1, 1e4)
        from targets in Gen.Choose(-1_000, 1_000).ArrayOf(count * width)
        from errors in Gen.Choose(-1_000, 1_000).ArrayOf(count * width)
        select MetricRows.OfNumbers(targets.Zip(errors, (t, e) => scale * (t + e / 3.0)), targets.Select(t => scale * t), width);

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "regression_metrics" })]
    public void ItIsWhatScikitLearnGives(JsonElement golden) => AssertRecorded(golden);

    private protected override MetricRows Recorded(JsonElement golden) =>
        MetricRows.OfNumbers(golden.List<double>("predictions"), golden.List<double>("targets"), golden.Whole("width"));

    private protected override MetricRows Perfect(MetricRows rows) => MetricRows.OfNumbers(rows.Targets, rows.Targets, rows.Outputs);

    private protected override double Reference(MetricRows rows) => Reference([.. rows.Predictions.SelectMany(p => p)], rows.Targets, rows.Outputs);

    /// <summary>The metric by its definition; both lists go row by row.</summary>
    private protected abstract double Reference(double[] predictions, double[] targets, int width);
}
