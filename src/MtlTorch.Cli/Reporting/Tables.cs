using Spectre.Console;

namespace MtlTorch.Cli.Reporting;

/// <summary>Writes tables: framed on a terminal, aligned columns elsewhere.</summary>
internal static class Tables
{
    public static void Write(Terminal terminal, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, int firstNumber = int.MaxValue)
    {
        var table = new Table { Border = terminal.Interactive ? TableBorder.Rounded : TableBorder.None };
        for (var i = 0; i < headers.Count; i++)
        {
            var column = new TableColumn(new Text(headers[i])) { Alignment = i >= firstNumber ? Justify.Right : Justify.Left };
            table.AddColumn(terminal.Interactive ? column : column.PadLeft(0).PadRight(3));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        terminal.Console.Write(table);
        terminal.Out.WriteLine();
    }
}
