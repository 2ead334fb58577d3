using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MtlTorch.Tests.Metrics;

/// <summary>The contract for metrics of logits [N, K] and classes [N].</summary>
public abstract class ClassificationMetricContract : MetricContract
{
    private protected override Gen<MetricRows> Rows =>
        from classes in Gen.Choose(2, 6)
        from count in Gen.Choose(1, 30)
        from targets in Gen.Choose(0, classes - 1).ArrayOf(count)
        from guesses in Gen.Choose(0, classes - 1).ArrayOf(count)
        from right in Gen.Elements(true, true, false).ArrayOf(count)
        select MetricRows.OfClasses([.. guesses.Select((guess, i) => right[i] ? targets[i] : guess)], targets, classes);

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "classification_metrics" })]
    public void ItIsWhatScikitLearnGives(JsonElement golden) => AssertRecorded(golden);

    private protected override MetricRows Recorded(JsonElement golden) =>
        MetricRows.OfClasses(golden.List<int>("predicted"), golden.List<int>("targets"), golden.Whole("classes"));

    private protected override MetricRows Perfect(MetricRows rows)
    {
        int[] targets = [.. rows.Targets.Select(t => (int)t)];
        return MetricRows.OfClasses(targets, targets, rows.Outputs);
    }

    private protected override double Reference(MetricRows rows) =>
        Reference([.. rows.Predictions.Select(logits => Array.IndexOf(logits, logits.Max()))], [.. rows.Targets.Select(t => (int)t)]);

    /// <summary>The metric by its definition.</summary>
    private protected abstract double Reference(int[] predicted, int[] targets);

    /// <summary>Mean over the classes that occur anywhere of the hits over a denominator made of the numbers predicted and actual.</summary>
    private protected static double Macro(int[] predicted, int[] targets, Func<int, int, double> denominator) =>
        predicted.Union(targets).Average(k =>
        {
            var hits = predicted.Zip(targets).Count(p => p.First == k && p.Second == k);
            return hits == 0 ? 0 : hits / denominator(predicted.Count(p => p == k), targets.Count(t => t == k));
        });
}
