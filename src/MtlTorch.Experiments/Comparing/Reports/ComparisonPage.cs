using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>A comparison as a page: the tables, and the curves of all its runs.</summary>
public static class ComparisonPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="comparison">The comparison; the folders of its runs must still be there.</param>
    public static void Write(string path, Comparison comparison)
    {
        var tables = new ComparisonTables(comparison);
        List<ReportTable> shown = [Table("Means over the seeds", tables.Figures, tables.Introduction)];
        if (tables.TestsIntroduction is { } introduction)
        {
            shown.Add(Table("Paired tests", tables.Tests, introduction));
        }

        ComparisonReport.Write(path, [.. comparison.Rows.SelectMany(r => r.Runs).Distinct().Select(RunFolder.Open)], shown);
    }

    private static ReportTable Table(string title, TextTable table, string note) => new(title, table.Headers, table.Rows, note);
}
