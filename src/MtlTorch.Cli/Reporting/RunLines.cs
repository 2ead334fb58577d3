using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;
using static System.FormattableString;

namespace MtlTorch.Cli.Reporting;

/// <summary>The sentences that a run is told in.</summary>
/// <param name="tasks">Names of the tasks and of their main metrics; null for a task that has none.</param>
internal sealed class RunLines(IReadOnlyList<(string Name, string? Metric)> tasks)
{
    public RunLines(IEnumerable<LearningTask> tasks)
        : this([.. tasks.Select(t => (t.Name, t.MainMetric?.Name))])
    {
    }

    /// <summary>A line for each epoch, where nothing is known but the records themselves: a task's first metric is its main one.</summary>
    public static IEnumerable<string> Epochs(IEnumerable<EpochRecord> records, int epochs) => records.Select(record => new RunLines(
        [.. record.TrainLosses.Keys.Select(task => (task, record.Validation?.Tasks[task].Keys.FirstOrDefault(m => m != Scores.Loss)))]).Epoch(record, epochs));

    public static IEnumerable<string> Start(RunOverview overview)
    {
        var validation = overview.ValidationRows > 0 ? $", {overview.ValidationRows:N0} validation rows" : ", no validation split";
        var place = overview.Device == "cpu" ? $"cpu, {overview.Threads} {(overview.Threads == 1 ? "thread" : "threads")}" : overview.Device;
        yield return Invariant($"{overview.Name}: {string.Join(", ", overview.Tasks.Select(t => t.Task))}; {overview.TrainRows:N0} training rows{validation}; {overview.Parameters:N0} parameters; {place}");
        yield return $"run folder: {overview.Folder}";
        foreach (var note in overview.Notes)
        {
            yield return note;
        }

        if (overview.ResumedAt is { } at)
        {
            yield return at.Epoch > overview.Epochs
                ? $"all {overview.Epochs} epochs are trained; for more, --set trainer.epochs=N"
                : at.Step == 0
                ? "there is no checkpoint to go on from: beginning at the beginning"
                : Invariant($"going on after {at.Epoch - 1} {(at.Epoch == 2 ? "epoch" : "epochs")}{(at.Batch > 0 ? $" and {at.Batch:N0} steps" : "")}");
        }

        if (overview.Warning is { } warning)
        {
            yield return $"warning: {warning}";
        }
    }

    /// <summary>For example "epoch  3/20: train loss left 0.1053, right 0.1389; validation left accuracy 0.9669, right accuracy 0.9550; score 0.9563 (best); 2.4 s".</summary>
    public string Epoch(EpochRecord record, int epochs)
    {
        var number = $"{record.Epoch}".PadLeft($"{epochs}".Length);
        var validation = record.Validation is not { } scores ? "" : "; validation " + string.Join(", ", tasks.Where(t => t.Metric is not null).Select(t => Figure(t.Name, t.Metric!, scores)));
        var score = record.Score is { } value && !double.IsNaN(value) ? Invariant($"; score {value:0.0000}{(record.IsBest ? " (best)" : "")}") : "";
        return Invariant($"epoch {number}/{epochs}: train loss {Losses(record.TrainLosses.Values)}{validation}{score}; {record.TrainSeconds + record.ValidationSeconds:0.0} s");
    }

    /// <summary>For example "left 0.1053, right 0.1389".</summary>
    public string Losses(IEnumerable<double> losses) =>
        string.Join(", ", tasks.Zip(losses, (t, loss) => double.IsNaN(loss) ? $"{t.Name} -" : Invariant($"{t.Name} {loss:0.0000}")));

    public static string End(RunResult result)
    {
        var state = result.Status switch
        {
            RunStatus.Completed => "completed",
            RunStatus.Interrupted => "interrupted",
            _ => "failed",
        };
        var best = result.BestEpoch is { } epoch ? $", best epoch {epoch}" : "";
        var speed = result.StepsPerSecond is { } rate ? Invariant($", {rate:0.0} steps/s") : "";
        return Invariant($"{state} after {result.Epochs} {(result.Epochs == 1 ? "epoch" : "epochs")} in {result.Seconds:0.0} s{best}{speed}");
    }

    private static string Figure(string task, string metric, Scores scores) =>
        double.IsNaN(scores[task, metric]) ? $"{task} {metric} -" : Invariant($"{task} {metric} {scores[task, metric]:0.0000}");
}
