using System.Globalization;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Cli.Sweeping;

/// <summary>What is said of trials in a line.</summary>
internal static class SweepLines
{
    /// <summary>"trial 7 of 50: shape accuracy 0.9123 (best 0.9301, trial 3), 12.3 s".</summary>
    public static string Ended(Trial trial, int planned, IReadOnlyList<ObjectiveName> objectives, Trial? best)
    {
        var head = Text($"trial {trial.Number} of {planned}");
        var time = Text($"{trial.Seconds:f1} s");
        return trial.Status switch
        {
            TrialStatus.Completed when trial.Reused is { } from => $"{head}: {Values(trial, objectives)}{Compared(trial, best)}, taken over from {from}",
            TrialStatus.Completed => $"{head}: {Values(trial, objectives)}{Compared(trial, best)}, {time}",
            TrialStatus.Pruned => Text($"{head}: ended after epoch {trial.Curve.Count}, {objectives[0].Name} {Figure(trial.Curve.Count > 0 ? trial.Curve[^1] : double.NaN)}, {time}"),
            TrialStatus.Failed => $"error: {head} failed: {trial.Error}",
            _ => $"{head}: interrupted, {time}",
        };
    }

    /// <summary>The completed trial with the best objective; null with several objectives, or before one is completed.</summary>
    public static Trial? Best(IEnumerable<Trial> trials, IReadOnlyList<ObjectiveName> objectives) => objectives is [var only]
        ? trials.Where(t => t.Status == TrialStatus.Completed).MinBy(t => only.Loss(t.Objectives[0]))
        : null;

    /// <summary>"shape accuracy 0.9123, size rmse 1.2".</summary>
    public static string Values(Trial trial, IReadOnlyList<ObjectiveName> objectives) => string.Join(", ", objectives.Zip(trial.Objectives, (o, v) => $"{o.Name} {Figure(v)}"));

    /// <summary>"optimizer.lr=0.01 balancing.kind=equal", numbers with five digits.</summary>
    public static string Point(Trial trial) => string.Join(" ", trial.Values.Select(v => $"{v.Key}={(v.Value is JsonValue value && value.TryGetValue<double>(out var number) ? Text($"{number:G5}") : v.Value?.ToString() ?? "null")}"));

    /// <summary>Four decimals, fewer for large numbers.</summary>
    public static string Figure(double value) => double.IsNaN(value) ? "-" : Math.Abs(value) < 1000 ? Text($"{value:f4}") : Text($"{value:#,0}");

    private static string Compared(Trial trial, Trial? best) => best is null ? "" : best.Number == trial.Number ? " (the best so far)" : Text($" (best {Figure(best.Objectives[0])}, trial {best.Number})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
