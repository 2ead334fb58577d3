namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>Writes comparisons into files. Under its name stands a complete file or none.</summary>
public static class ComparisonFile
{
    /// <summary>Writes comparison.md, comparison.csv, comparison.json and comparison.html into a folder.</summary>
    public static void WriteAll(string folder, Comparison comparison)
    {
        Write(Path.Combine(folder, "comparison.md"), ComparisonMarkdown.Write(comparison));
        Write(Path.Combine(folder, "comparison.csv"), ComparisonCsv.Write(comparison));
        Write(Path.Combine(folder, "comparison.json"), ComparisonJson.Write(comparison));
        ComparisonPage.Write(Path.Combine(folder, "comparison.html"), comparison);
    }

    /// <summary>Writes a file, over an older one of its name.</summary>
    public static void Write(string path, string text)
    {
        File.WriteAllText(path + ".part", text);
        File.Move(path + ".part", path, overwrite: true);
    }
}
