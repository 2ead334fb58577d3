using System.Text;

namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>A comparison as Markdown.</summary>
public static class ComparisonMarkdown
{
    /// <summary>Tables, then remarks.</summary>
    public static string Write(Comparison comparison)
    {
        var tables = new ComparisonTables(comparison);
        var text = new StringBuilder();
        Add(text, tables.Introduction, tables.Figures);
        if (tables.TestsIntroduction is { } introduction)
        {
            text.Append('\n');
            Add(text, introduction, tables.Tests);
        }

        var remarks = comparison.Notes.Concat(tables.Advice is { } advice ? [advice] : []).ToList();
        if (remarks.Count > 0)
        {
            text.Append('\n');
            remarks.ForEach(r => text.Append("- ").Append(r).Append('\n'));
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string introduction, TextTable table) =>
        text.Append(introduction).Append("\n\n").Append(MarkdownTable.Of(table));
}
