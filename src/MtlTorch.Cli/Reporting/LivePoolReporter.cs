using System.Collections.Concurrent;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;
using Spectre.Console;

namespace MtlTorch.Cli.Reporting;

/// <summary>On a terminal: a bar for all runs together and one for each that is at work, read from its progress.json.</summary>
/// <param name="terminal">Where to.</param>
internal sealed class LivePoolReporter(Terminal terminal) : PoolReporter(terminal, quiet: false)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Terminal terminal = terminal;
    private readonly ConcurrentDictionary<string, ProgressTask> bars = new();
    private readonly Lock gate = new();
    private ProgressContext? progress;
    private ProgressTask? all;

    public override T Show<T>(Func<T> work) => terminal.Console.Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            progress = context;
            using var timer = new Timer(_ => Look(), null, Interval, Interval);
            return work();
        });

    public override void RunReached(RunRequest run, string folder, int number, int count, bool isComplete)
    {
        base.RunReached(run, folder, number, count, isComplete);
        lock (gate)
        {
            all ??= count > 1 ? progress!.AddTask("all runs", maxValue: count) : null;
        }

        if (isComplete)
        {
            all?.Increment(1);
        }
        else
        {
            bars[folder] = progress!.AddTask(Markup.Escape(run.Name));
        }
    }

    public override void RunEnded(RunRequest run, string folder, int number, int count, RunResult result)
    {
        base.RunEnded(run, folder, number, count, result);
        if (count > 1)
        {
            all?.Increment(1);
        }

        if (bars.TryRemove(folder, out var bar))
        {
            bar.Value = bar.MaxValue;
            bar.StopTask();
        }
    }

    /// <summary>How far the runs are; one that has not begun has no progress.json yet.</summary>
    private void Look()
    {
        foreach (var (folder, bar) in bars)
        {
            if (File.Exists(Path.Combine(folder, "resolved.json")) && RunProgress.Read(RunFolder.Open(folder)) is { Batches: > 0 } at)
            {
                bar.MaxValue = at.Epochs * at.Batches;
                bar.Value = (at.Epoch - 1) * at.Batches + at.Batch;
            }
        }
    }
}
