using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

/// <summary>The contract for measures of agreement between clusters and classes; here there are as many of both.</summary>
public abstract class ClusteringMetricContract : MetricContract
{
    private protected override Gen<MetricRows> Rows =>
        from classes in Gen.Choose(2, 5)
        from count in Gen.Choose(1, 30)
        from targets in Gen.Choose(0, classes - 1).ArrayOf(count)
        from guesses in Gen.Choose(0, classes - 1).ArrayOf(count)
        from right in Gen.Elements(true, true, false).ArrayOf(count)
        select MetricRows.OfClasses([.. guesses.Select((guess, i) => right[i] ? (targets[i] + 1) % classes : guess)], targets, classes);

    /// <summary>The metric for a given number of classes.</summary>
    private protected abstract ClusteringMetric For(int classes);

    /// <summary>The plain function.</summary>
    private protected abstract double Of(ContingencyTable table);

    /// <summary>The metric by its definition.</summary>
    private protected abstract double Reference(int[] clusters, int[] classes);

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "clustering_metrics" })]
    public void ItIsWhatScikitLearnGives(JsonElement golden)
    {
        var (predicted, targets) = (golden.List<long>("predicted"), golden.List<long>("targets"));
        using var rows = Recorded(golden);
        using var accumulator = new MtlTorch.Metrics.MetricAccumulator(For(golden.Whole("classes")));
        accumulator.Add(rows.Prediction, rows.Target);
        var expected = golden.Number(Metric.Name);

        Assert.That(Of(ContingencyTable.OfLabels(predicted, targets)), Is.EqualTo(expected).Within(1e-12));
        Assert.That(accumulator.Compute(), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void NamesDoNotMatter() => Properties.Hold(Rows, rows =>
    {
        var (clusters, classes) = Labels(rows);
        long[] names = [-7, 100, 3, 0, 1L << 40];

        Assert.That(
            Of(ContingencyTable.OfLabels([.. clusters.Select(k => names[k])], [.. classes.Select(k => names[^(k + 1)])])),
            Is.EqualTo(Value(rows)).Within(1e-12));
    });

    [Test]
    public void WithoutRowsThePlainFunctionHasNoValue() => Assert.That(Of(ContingencyTable.OfLabels([], [])), Is.NaN);

    private protected override MetricRows Recorded(JsonElement golden) =>
        MetricRows.OfClasses(golden.List<int>("predicted"), golden.List<int>("targets"), golden.Whole("clusters"));

    private protected override double Reference(MetricRows rows)
    {
        var (clusters, classes) = Labels(rows);
        return Reference(clusters, classes);
    }

    private protected override MetricRows Perfect(MetricRows rows)
    {
        var classes = Labels(rows).Classes;
        return MetricRows.OfClasses([.. classes.Select(k => rows.Outputs - 1 - k)], classes, rows.Outputs);
    }

    private static (int[] Clusters, int[] Classes) Labels(MetricRows rows) =>
        ([.. rows.Predictions.Select(scores => Array.IndexOf(scores, scores.Max()))], [.. rows.Targets.Select(t => (int)t)]);
}
