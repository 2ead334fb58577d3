using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Tasks;
using static System.FormattableString;

namespace MtlTorch.Cli.Reporting;

/// <summary>Shows what an ensemble came to.</summary>
internal static class EnsembleText
{
    /// <summary>Shows an ensemble: members and combinations by split, how its members differ, what was kept.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<LearningTask> tasks, EnsembleRecord record)
    {
        foreach (var table in EnsembleTables.Of(tasks, record))
        {
            terminal.Say(table.Title);
            WideTable.Write(terminal, new TextTable(table.Columns, table.Rows));
            if (table.Note is { } note)
            {
                terminal.Say(note);
                terminal.Say("");
            }
        }
    }

    /// <summary>Shows what weights were averaged.</summary>
    public static void Write(Terminal terminal, AverageRecord record)
    {
        var rows = record.Members.Select((m, i) => (IReadOnlyList<string>)[m, Invariant($"{record.Weights[i]:0.0000}"), EnsembleTables.Number(record.MemberScores?[i])]);
        WideTable.Write(terminal, new TextTable(["member", "weight", "score"], [.. rows, ["average", "", EnsembleTables.Number(record.Score)]]));
    }
}
