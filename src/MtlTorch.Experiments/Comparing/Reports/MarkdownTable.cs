using System.Text;

namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>A table as Markdown.</summary>
public static class MarkdownTable
{
    /// <summary>Lines, the first column to the left and the others to the right.</summary>
    public static string Of(TextTable table)
    {
        var text = new StringBuilder();
        AddRow(text, table.Headers);
        AddRow(text, table.Headers.Select((_, i) => i == 0 ? "---" : "---:"));
        foreach (var row in table.Rows)
        {
            AddRow(text, row);
        }

        return text.ToString();
    }

    private static void AddRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
