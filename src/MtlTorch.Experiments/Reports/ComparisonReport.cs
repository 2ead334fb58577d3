using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Reports;

/// <summary>The page that puts several runs side by side.</summary>
public static class ComparisonReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="runs">The runs, in the order in which they are to stand.</param>
    /// <param name="extraTables">Tables to show before the single runs, for example means over seeds.</param>
    public static void Write(string path, IReadOnlyList<RunFolder> runs, IReadOnlyList<ReportTable>? extraTables = null)
    {
        // Confusion matrices, pictures and measured gradients of each run are in its own report; here they would only make the page heavy.
        var page = new ReportPage
        {
            Title = $"Comparison of {runs.Count} runs",
            Kind = "comparison",
            Runs = [.. runs.Select(run => RunFiles.Read(run))],
            Tables = extraTables ?? [],
        };
        page.Write(path);
    }
}
