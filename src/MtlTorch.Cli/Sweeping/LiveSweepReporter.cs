using System.Globalization;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;
using Spectre.Console;

namespace MtlTorch.Cli.Sweeping;

/// <summary>On a terminal: below the lines of the trials that ended a table of how the sweep stands and of the trials that are trained.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="plan">The sweep.</param>
/// <param name="folder">Its folder.</param>
internal sealed class LiveSweepReporter(Terminal terminal, SweepPlan plan, SweepFolder folder) : SweepReporter(terminal, plan, folder, quiet: false)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Terminal terminal = terminal;
    private readonly SweepFolder folder = folder;
    private readonly SortedDictionary<int, (Trial Trial, int Epoch, double Value)> running = [];
    private readonly Lock gate = new();
    private readonly long since = TimeProvider.System.GetTimestamp();
    private int ended;
    private LiveDisplayContext? display;

    /// <inheritdoc/>
    public override bool WatchesEpochs => true;

    /// <inheritdoc/>
    public override RunStatus Show(Func<RunStatus> work) => terminal.Console.Live(Picture()).AutoClear(true).Start(context =>
    {
        display = context;
        using var timer = new Timer(_ => Refresh(), null, Interval, Interval);
        return work();
    });

    /// <inheritdoc/>
    public override void TrialsBegan(IReadOnlyList<Trial> trials)
    {
        lock (gate)
        {
            foreach (var trial in trials)
            {
                running[trial.Number] = (trial, 0, double.NaN);
            }
        }

        Refresh();
    }

    /// <inheritdoc/>
    public override void EpochReached(int trial, int epoch, double value)
    {
        lock (gate)
        {
            if (running.TryGetValue(trial, out var at))
            {
                running[trial] = (at.Trial, epoch, value);
            }
        }
    }

    /// <inheritdoc/>
    public override void TrialEnded(Trial trial)
    {
        lock (gate)
        {
            running.Remove(trial.Number);
            ended++;
            base.TrialEnded(trial);
        }

        Refresh();
    }

    private void Refresh()
    {
        lock (gate)
        {
            display?.UpdateTarget(Picture());
        }
    }

    private Rows Picture()
    {
        var trials = folder.Journal.Trials;
        var counts = string.Join(", ", from status in new[] { TrialStatus.Completed, TrialStatus.Pruned, TrialStatus.Failed }
                                       let count = trials.Count(t => t.Status == status)
                                       where count > 0 || status == TrialStatus.Completed
                                       select string.Create(CultureInfo.InvariantCulture, $"{count} {status.ToString().ToLowerInvariant()}"));
        var best = SweepLines.Best(trials, Names);
        var table = new Table { Border = TableBorder.Simple }.AddColumns("trial", "epoch", Markup.Escape(Names[0].Name), "values");
        foreach (var (number, (trial, epoch, value)) in running)
        {
            table.AddRow($"{number}", epoch == 0 ? "" : $"{epoch}", epoch == 0 ? "" : SweepLines.Figure(value), Markup.Escape(SweepLines.Point(trial)));
        }

        return new Rows(
            new Text($"{counts} of {Planned}{(best is null ? "" : $"; best {SweepLines.Values(best, Names)}, trial {best.Number}")}{Left(trials)}"),
            table);
    }

    /// <summary>How long it will take, by how long it took so far.</summary>
    private string Left(IReadOnlyList<Trial> trials)
    {
        var left = Planned - trials.Count(t => t.Status is TrialStatus.Completed or TrialStatus.Pruned or TrialStatus.Failed);
        return ended == 0 || left <= 0 ? "" : $"; about {SweepTable.Duration(TimeProvider.System.GetElapsedTime(since) / ended * left)} left";
    }
}
