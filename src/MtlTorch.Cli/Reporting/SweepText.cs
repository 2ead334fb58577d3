using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Cli.Reporting;

/// <summary>Writes a sweep for people: how far it is, its trials, the best first, what matters, what failed.</summary>
internal static class SweepText
{
    /// <summary>Writes it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="most">Trials that are shown at most.</param>
    /// <param name="now">The time for which it is told; the clock's if null.</param>
    public static void Write(Terminal terminal, SweepView sweep, int most = 20, DateTimeOffset? now = null)
    {
        var table = new SweepTable(sweep, now ?? TimeProvider.System.GetUtcNow());
        foreach (var line in table.Summary)
        {
            terminal.Say(line);
        }

        terminal.Say("");
        if (sweep.Trials.Count > 0)
        {
            WideTable.Write(terminal, table.Trials(most));
        }

        if (sweep.Trials.Count > most)
        {
            terminal.Say($"{sweep.Trials.Count - most} more: mtl sweep show {sweep.Folder} --all");
            terminal.Say("");
        }

        foreach (var (importance, remark) in table.Importance)
        {
            Write(terminal, importance, remark);
        }

        foreach (var failure in table.Failures)
        {
            terminal.Say(failure);
        }
    }

    private static void Write(Terminal terminal, TextTable? importance, string remark)
    {
        if (importance is not null)
        {
            WideTable.Write(terminal, importance);
        }

        terminal.Say(remark);
        terminal.Say("");
    }
}
