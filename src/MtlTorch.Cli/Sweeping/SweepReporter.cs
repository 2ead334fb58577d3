using System.Globalization;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Experiments.Sweeps.Running;

namespace MtlTorch.Cli.Sweeping;

/// <summary>Shows a sweep: a line for each trial that ends.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="plan">The sweep.</param>
/// <param name="folder">Its folder.</param>
/// <param name="quiet">Say nothing but errors.</param>
internal class SweepReporter(Terminal terminal, SweepPlan plan, SweepFolder folder, bool quiet) : ISweepReporter
{
    private const int Few = 5;

    /// <summary>A live table on a terminal, lines elsewhere.</summary>
    public static SweepReporter Choose(Terminal terminal, SweepPlan plan, SweepFolder folder, bool quiet) =>
        terminal.Interactive && !quiet ? new LiveSweepReporter(terminal, plan, folder) : new SweepReporter(terminal, plan, folder, quiet);

    /// <summary>Says what begins.</summary>
    public void Begin(int workers)
    {
        var threads = plan.Example.Threads ?? 1;
        SweepLooks.WarnOfDamage(terminal, folder);
        if (plan.GridPoints is { } points && points > Planned)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{Planned} of the grid's {points} points; --trials {points} trains them all"));
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"sweep folder: {folder.Path}; {Planned} trials, {workers} at once, {threads} {(threads == 1 ? "thread" : "threads")} each"));
    }

    /// <summary>Runs what is to be shown.</summary>
    public virtual RunStatus Show(Func<RunStatus> work) => work();

    /// <inheritdoc/>
    public virtual bool WatchesEpochs => false;

    /// <inheritdoc/>
    public virtual void TrialsBegan(IReadOnlyList<Trial> trials)
    {
    }

    /// <inheritdoc/>
    public virtual void EpochReached(int trial, int epoch, double value)
    {
    }

    /// <inheritdoc/>
    public virtual void TrialEnded(Trial trial)
    {
        var line = SweepLines.Ended(trial, Planned, Names, SweepLines.Best(folder.Journal.Trials, Names));
        if (trial.Status == TrialStatus.Failed)
        {
            terminal.Remark(line);
        }
        else
        {
            Say(line);
        }
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
        if (!quiet)
        {
            terminal.Say(line);
        }
    }

    /// <summary>Says what came out, and what to do next.</summary>
    public void End(RunStatus status)
    {
        if (status == RunStatus.Interrupted)
        {
            terminal.Error.WriteLine($"The sweep is not complete. To go on: mtl sweep --resume {folder.Path}");
        }
        else if (!quiet)
        {
            terminal.Say("");
            SweepText.Write(terminal, SweepViews.Of(folder, plan), Few);
            terminal.Say($"report: {folder.Report}");
        }
    }

    /// <summary>Number of trials.</summary>
    protected int Planned { get; } = plan.Planned;

    /// <summary>What is to be reached.</summary>
    protected IReadOnlyList<ObjectiveName> Names { get; } = [.. plan.Objectives.Select(o => o.Name)];
}
