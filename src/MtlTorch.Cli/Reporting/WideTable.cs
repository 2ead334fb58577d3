using MtlTorch.Experiments.Comparing.Reports;
using Spectre.Console;

namespace MtlTorch.Cli.Reporting;

/// <summary>Writes tables that may be wider than the terminal: what does not fit goes below, under the same first column.</summary>
internal static class WideTable
{
    private const int Gap = 2;

    public static void Write(Terminal terminal, TextTable table)
    {
        var widths = table.Headers.Select((h, i) => table.Rows.Select(r => r[i].Length).Append(h.Length).Max() + Gap).ToList();
        foreach (var columns in Blocks(widths, terminal.Console.Profile.Width))
        {
            Write(terminal, table, columns);
        }
    }

    /// <summary>Column numbers of each block, the first column in all of them.</summary>
    internal static IEnumerable<IReadOnlyList<int>> Blocks(IReadOnlyList<int> widths, int room)
    {
        List<int> block = [0];
        foreach (var i in Enumerable.Range(1, widths.Count - 1))
        {
            if (block.Count > 1 && block.Append(i).Sum(k => widths[k]) - Gap > room)
            {
                yield return block;
                block = [0];
            }

            block.Add(i);
        }

        yield return block;
    }

    private static void Write(Terminal terminal, TextTable report, IReadOnlyList<int> columns)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var i in columns)
        {
            var style = terminal.Interactive ? new Style(decoration: Decoration.Bold) : Style.Plain;
            var column = new TableColumn(new Text(report.Headers[i], style)) { Alignment = i == 0 ? Justify.Left : Justify.Right };
            table.AddColumn(column.PadLeft(0).PadRight(i == columns[^1] ? 0 : Gap).NoWrap());
        }

        foreach (var row in report.Rows)
        {
            table.AddRow(columns.Select(i => new Text(row[i])));
        }

        terminal.Console.Write(table);
        terminal.Out.WriteLine();
    }
}
