using System.Text.Json;
using MtlTorch.Experiments.Comparing.Statistics;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>A comparison as JSON, with the figure of every run. What is not defined is null.</summary>
public static class ComparisonJson
{
    /// <summary>One object.</summary>
    public static string Write(Comparison comparison) => JsonSerializer.Serialize(
        new
        {
            comparison.Data,
            comparison.Split,
            comparison.Keys,
            comparison.Columns,
            comparison.Reference,
            Rows = comparison.Rows.Select(r => RowOf(comparison, r)),
            comparison.Notes,
        },
        RunJson.Indented) + "\n";

    private static object RowOf(Comparison comparison, ComparisonRow row) => new
    {
        row.Label,
        row.Values,
        row.IsSingleTask,
        row.Runs,
        row.Seeds,
        Figures = comparison.Columns.Zip(row.Cells).Where(c => c.Second is not null).Select(c => new
        {
            c.First.Task,
            c.First.Metric,
            Figures = Of(c.Second!.Figures),
            ChangePercent = Of(c.Second.Change),
            c.Second.Test,
        }),
        DeltaM = Of(row.DeltaM),
        row.DeltaMTest,
        row.MeanRank,
    };

    private static object? Of(Sample? sample) => sample is null ? null : new { sample.Count, sample.Mean, sample.Deviation, sample.Values };
}
