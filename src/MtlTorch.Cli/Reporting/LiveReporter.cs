using System.Diagnostics;
using System.Globalization;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training;
using Spectre.Console;

namespace MtlTorch.Cli.Reporting;

/// <summary>On a terminal: a bar for the epoch and one for the whole run, with losses and remaining time; lines and a table stay.</summary>
internal sealed class LiveReporter(Terminal terminal, IReadOnlyList<LearningTask> tasks) : RunReporter
{
    /// <summary>Losses are read back from the device only so often: each time the training waits for it.</summary>
    private static readonly TimeSpan LossInterval = TimeSpan.FromMilliseconds(250);

    private const int MostLosses = 4;

    private readonly RunLines lines = new(tasks);
    private ProgressContext? progress;
    private ProgressTask? epochBar;
    private ProgressTask? runBar;
    private RunOverview? overview;
    private long lossesShown;

    public override RunResult Show(Func<RunResult> run)
    {
        var result = terminal.Console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                progress = context;
                return run();
            });
        terminal.Say(RunLines.End(result));
        ResultTable.Write(terminal, tasks, result);
        return result;
    }

    public override void RunStarted(RunOverview overview)
    {
        this.overview = overview;
        foreach (var line in RunLines.Start(overview))
        {
            terminal.Say(line);
        }
    }

    public override void EpochStarted(int epoch, long batches, long batchesDone)
    {
        epochBar ??= progress!.AddTask("epoch");
        runBar ??= progress!.AddTask("run", maxValue: overview!.Epochs * batches);
        epochBar.MaxValue = batches;
        epochBar.Value = batchesDone;
        epochBar.Description = $"epoch {epoch}/{overview!.Epochs}";
        runBar.Value = (epoch - 1) * batches + batchesDone;
    }

    public override void StepDone(long batch, Func<IReadOnlyList<double>> losses)
    {
        epochBar!.Increment(1);
        runBar!.Increment(1);
        if (Stopwatch.GetElapsedTime(lossesShown) >= LossInterval)
        {
            lossesShown = Stopwatch.GetTimestamp();
            runBar.Description = Markup.Escape(Short(losses()));
        }
    }

    public override void EpochDone(EpochRecord record) => terminal.Say(lines.Epoch(record, overview!.Epochs));

    /// <summary>The losses beside the bar: each task's, or their sum where there is no room for many.</summary>
    private string Short(IReadOnlyList<double> losses) =>
        losses.Count <= MostLosses ? lines.Losses(losses) : string.Create(CultureInfo.InvariantCulture, $"sum of losses {losses.Sum():0.0000}");
}
