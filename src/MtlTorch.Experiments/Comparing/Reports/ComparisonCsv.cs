using System.Globalization;
using MtlTorch.Experiments.Comparing.Statistics;

namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>
/// A comparison as CSV (RFC 4180): a line per row and metric, and one per row for delta m. Figures are kept to the last digit; what is
/// not defined is empty. "change_percent" is above zero where the row is better; "difference" is row minus reference.
/// </summary>
public static class ComparisonCsv
{
    private static readonly string[] Fixed =
    [
        "task", "metric", "higher_is_better", "n", "mean", "sd", "change_percent", "change_percent_sd",
        "pairs", "difference", "ci_lower", "ci_upper", "p", "mean_rank",
    ];

    /// <summary>Lines, the first with the names of the columns.</summary>
    public static string Write(Comparison comparison)
    {
        string[] headers = ["row", .. comparison.Keys, .. Fixed];
        var lines = comparison.Rows.SelectMany(r => Lines(comparison, r)).Prepend(headers);
        return string.Concat(lines.Select(cells => string.Join(',', cells.Select(Quoted)) + "\n"));
    }

    private static IEnumerable<string[]> Lines(Comparison comparison, ComparisonRow row)
    {
        string[] head = [row.Label, .. comparison.Keys.Select(key => row.Values.GetValueOrDefault(key, ""))];
        var rank = Number(row.MeanRank);
        foreach (var (column, cell) in comparison.Columns.Zip(row.Cells))
        {
            if (cell is not null)
            {
                var higher = column.HigherIsBetter ? "true" : "false";
                yield return [.. head, column.Task, column.Metric, higher, .. Of(cell.Figures), .. Of(cell.Change).Skip(1), .. Of(cell.Test), rank];
            }
        }

        if (row.DeltaM is not null)
        {
            yield return [.. head, "", "delta_m_percent", "true", .. Of(row.DeltaM), .. Of(row.DeltaM).Skip(1), .. Of(row.DeltaMTest), rank];
        }
    }

    private static string[] Of(Sample? sample) =>
        sample is null ? ["", "", ""] : [$"{sample.Count}", Number(sample.Mean), Number(sample.Deviation)];

    private static string[] Of(PairedTest? test) =>
        test is null ? ["", "", "", "", ""] : [$"{test.Pairs}", Number(test.Difference), Number(test.Lower), Number(test.Upper), Number(test.P)];

    private static string Number(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
