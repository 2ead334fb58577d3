using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Comparing.Reports;

namespace MtlTorch.Cli.Reporting;

/// <summary>Writes a comparison for people: figures, tests, remarks.</summary>
internal static class ComparisonText
{
    public static void Write(Terminal terminal, Comparison comparison)
    {
        var tables = new ComparisonTables(comparison);
        terminal.Say(tables.Introduction);
        WideTable.Write(terminal, tables.Figures);
        if (tables.TestsIntroduction is { } introduction)
        {
            terminal.Say(introduction);
            WideTable.Write(terminal, tables.Tests);
        }

        foreach (var remark in comparison.Notes.Concat(tables.Advice is { } advice ? [advice] : []))
        {
            terminal.Say(remark);
        }
    }
}
