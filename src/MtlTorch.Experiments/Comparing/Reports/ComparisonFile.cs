using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>Writes comparisons into files. Under its name stands a complete file or none.</summary>
public static class ComparisonFile
{
    /// <summary>Writes comparison.md, comparison.csv, comparison.json and comparison.html into a folder.</summary>
    public static void WriteAll(string folder, Comparison comparison)
    {
        WholeFile.Write(Path.Combine(folder, "comparison.md"), ComparisonMarkdown.Write(comparison));
        WholeFile.Write(Path.Combine(folder, "comparison.csv"), ComparisonCsv.Write(comparison));
        WholeFile.Write(Path.Combine(folder, "comparison.json"), ComparisonJson.Write(comparison));
        ComparisonPage.Write(Path.Combine(folder, "comparison.html"), comparison);
    }
}
