using System.Globalization;
using MtlTorch.Experiments.Running;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Cli.Reporting;

/// <summary>The sentences that the state of a run is told in.</summary>
internal static class StateLines
{
    public static IEnumerable<string> Of(RunFolder folder, RunState state)
    {
        yield return $"{folder.Path}: {Phase(folder, state)}";
        foreach (var line in Standing(state))
        {
            yield return line;
        }

        if (state.Stage is { } stage)
        {
            var (phase, epochs) = (stage.State.Phase, stage.State.Epochs.Count);
            yield return $"stage {stage.Name}: {(phase == RunPhase.Lost ? "not completed" : phase.ToString().ToLowerInvariant())} after {epochs} {(epochs == 1 ? "epoch" : "epochs")}";
            foreach (var line in Standing(stage.State))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Standing(RunState state)
    {
        if (state is { Phase: RunPhase.Running, Progress: { } at })
        {
            // progress.json may be a second behind metrics.jsonl.
            var within = at.Epoch > state.Epochs.Count ? $", step {at.Batch}/{at.Batches}" : "";
            var left = at.Remaining is { } time ? $"; about {Duration(time)} left" : "";
            yield return $"epoch {Math.Clamp(state.Epochs.Count + 1, at.Epoch, at.Epochs)}/{at.Epochs}{within}{left}";
        }

        if (state is { Phase: not RunPhase.Completed, Best: { Score: { } score } best })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"best epoch so far: {best.Epoch}, score {score:0.0000}");
        }
    }

    /// <summary>How to put it in words, and what to do.</summary>
    public static string Phase(RunFolder folder, RunState state) => state.Phase switch
    {
        RunPhase.Running when state.Progress is { } at => $"running for {Duration(DateTimeOffset.UtcNow - at.Started)}, process {at.Process} on {at.Host}",
        RunPhase.Running => "running",
        RunPhase.Completed or RunPhase.Interrupted => RunLines.End(state.Result!) + (state.Phase == RunPhase.Interrupted ? $"; `mtl train --resume {folder.Path}` goes on with it" : ""),
        RunPhase.Failed => $"failed: {state.Result!.Error}",
        _ => $"its process was killed, or the machine stopped; `mtl train --resume {folder.Path}` goes on with it",
    };

    /// <summary>A row per task for its training loss, and one for each figure of the validation.</summary>
    public static IEnumerable<IReadOnlyList<string>> Figures(IReadOnlyList<EpochRecord> epochs)
    {
        foreach (var task in epochs[0].TrainLosses.Keys)
        {
            yield return [task, "train loss", .. epochs.Select(e => Number(e.TrainLosses[task]))];
            foreach (var metric in epochs[0].Validation?.Tasks[task].Keys ?? [])
            {
                yield return ["", metric == Scores.Loss ? "validation loss" : metric, .. epochs.Select(e => Number(e.Validation![task, metric]))];
            }
        }
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{Math.Max(0, (int)time.TotalSeconds)} s",
    };
}
