using System.Globalization;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Sweeps.Importance;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Reading;

/// <summary>A sweep in words and tables, ready to be printed.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="now">The time for which it is told.</param>
public sealed class SweepTable(SweepView sweep, DateTimeOffset now)
{
    private const string None = "-";
    private const int MostErrorLetters = 160;

    private readonly SweepFigures figures = new(sweep, now);
    private readonly IReadOnlyList<IReadOnlyList<string>> labels = [.. sweep.Space.Dimensions.Select(d => d is ChoiceDimension choice ? ChoiceLabels.Of(choice.Values) : [])];

    /// <summary>What the sweep is and how far it is, a line for each.</summary>
    public IReadOnlyList<string> Summary =>
    [
        $"{sweep.Name}: {string.Join(" and ", sweep.Objectives.Select(o => $"{o.Name} ({(o.HigherIsBetter ? "higher" : "lower")} is better)"))}, sampler {sweep.Sampler}, pruner {sweep.Pruner}{(sweep.Seeds > 1 ? $", {sweep.Seeds} seeds per trial" : "")}",
        $"{figures.Ended} of {sweep.Planned} trials ended: {Counts}{Times}",
        .. Winners,
    ];

    /// <summary>How many trials have each status that occurs.</summary>
    public string Counts => string.Join(", ", Enum.GetValues<TrialStatus>()
        .OrderByDescending(s => s == TrialStatus.Completed)
        .Where(s => s == TrialStatus.Completed || figures.Count(s) > 0)
        .Select(s => string.Create(CultureInfo.InvariantCulture, $"{figures.Count(s)} {NameOf(s)}")));

    /// <summary>The trials, the best first, then those that were pruned, run, wait and failed, each by number.</summary>
    /// <param name="most">How many to show.</param>
    public TextTable Trials(int most = int.MaxValue) => new(
        ["trial", "status", .. sweep.Objectives.Select(o => o.Name), .. sweep.Space.Dimensions.Select(d => d.Key), "epochs", "seconds"],
        [.. Ranked().Take(most).Select(Row)]);

    /// <summary>Importance of the parameters, a table and a remark for each objective; the table is null where nothing can be said.</summary>
    public IReadOnlyList<(TextTable? Table, string Remark)> Importance => [.. SweepImportance.Of(sweep).Select(Told)];

    /// <summary>Why trials failed, a line per cause, the most frequent first.</summary>
    public IReadOnlyList<string> Failures =>
    [
        .. sweep.Trials.Where(t => t.Status == TrialStatus.Failed).GroupBy(t => FirstLine(t.Error)).OrderByDescending(g => g.Count()).ThenBy(g => g.First().Number)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} failed (trial {string.Join(", ", g.Take(5).Select(t => t.Number))}{(g.Count() > 5 ? ", ..." : "")}): {g.Key}")),
    ];

    /// <summary>The trials in the order of <see cref="Trials"/>.</summary>
    public IReadOnlyList<Trial> Ranked()
    {
        var best = sweep.Best();
        var front = best.ToHashSet();
        TrialStatus[] order = [TrialStatus.Completed, TrialStatus.Pruned, TrialStatus.Running, TrialStatus.Waiting, TrialStatus.Failed];
        return [.. best, .. sweep.Trials.Where(t => !front.Contains(t)).OrderBy(t => Array.IndexOf(order, t.Status)).ThenBy(t => t.Number)];
    }

    /// <summary>Seconds as people say them: "1 h 12 min", "3 min 20 s", "4.2 s".</summary>
    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0} h {time.Minutes} min")
        : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    /// <summary>A figure as all tables have it: four decimals, two from 1000 on; small ones with their first digits.</summary>
    public static string Figure(double value) => Figure(value, value);

    /// <summary>A figure with as many decimals as another one has.</summary>
    private static string Figure(double value, double like) => !double.IsFinite(value) ? None
        : value.ToString(Math.Abs(like) >= 1000 ? "0.00" : like == 0 || Math.Abs(like) >= 0.001 ? "0.0000" : "0.###e-0", CultureInfo.InvariantCulture);

    private IEnumerable<string> Winners => sweep.Objectives.Count > 1
        ? sweep.Best() is [_, ..] front ? [$"Pareto front: {(front.Count == 1 ? "trial" : "trials")} {string.Join(", ", front.Select(t => t.Number))}"] : []
        : sweep.Best() is [var best, ..] ? [$"best: trial {best.Number}, {sweep.Objectives[0].Name} {Value(best, 0)}, {Values(best)}"] : [];

    private string Times => string.Concat(
        figures.Span is { } span ? $"; {Duration(span)}, {Duration(TimeSpan.FromSeconds(figures.TrainingSeconds))} of training" : "",
        figures.Remaining is { } rest ? $"; about {Duration(rest)} to go" : "");

    private string[] Row(Trial trial) =>
    [
        trial.Number.ToString(CultureInfo.InvariantCulture),
        NameOf(trial.Status) + (trial.Reused is null ? "" : ", reused"),
        .. sweep.Objectives.Select((_, i) => Value(trial, i)),
        .. sweep.Space.Dimensions.Select((d, i) => trial.Values.TryGetPropertyValue(d.Key, out var value) ? Spelt(i, value) : ""),
        trial.Curve.Count > 0 ? trial.Curve.Count.ToString(CultureInfo.InvariantCulture) : None,
        trial.Seconds > 0 ? trial.Seconds.ToString("0.0", CultureInfo.InvariantCulture) : None,
    ];

    private static string Value(Trial trial, int objective) => objective >= trial.Objectives.Count
        ? None
        : Figure(trial.Objectives[objective]) + (objective < trial.Deviations.Count ? $" \u00b1 {Figure(trial.Deviations[objective], trial.Objectives[objective])}" : "");

    private string Values(Trial trial) => string.Join(" ", sweep.Space.Dimensions.Index().Where(d => trial.Values.ContainsKey(d.Item.Key)).Select(d => $"{d.Item.Key}={Spelt(d.Index, trial.Values[d.Item.Key])}"));

    private string Spelt(int dimension, JsonNode? value) => sweep.Space.Dimensions[dimension] is ChoiceDimension choice && choice.Number(value) is { } index
        ? labels[dimension][(int)index]
        : value is JsonValue v && v.TryGetValue<double>(out var number)
            ? number.ToString("G5", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal)
            : value?.ToJsonString() ?? "null";

    private (TextTable? Table, string Remark) Told(ObjectiveImportance importance)
    {
        if (importance.Reason is { } reason)
        {
            return (null, reason);
        }

        var rows = importance.Parameters.Append(importance.Interactions!).Select(p => new[] { p.Key, Percent(p.Share), Percent(p.Deviation) }).ToList();
        return (new TextTable([$"importance for {importance.Objective}", "share", "sd over trees"], rows), Trust(importance));
    }

    /// <summary>How far shares can be trusted, in words.</summary>
    internal static string Trust(ObjectiveImportance importance) => double.IsNaN(importance.Explained)
        ? $"From {importance.Trials} trials."
        : $"From {importance.Trials} trials; the forest predicts {Percent(Math.Max(0, importance.Explained))} of the variance of trials that it has not seen{(importance.Explained < 0.3 ? ": too little to trust the shares" : "")}.";

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string FirstLine(string? error)
    {
        var line = (error ?? "without a message").AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        return line.Length <= MostErrorLetters ? line.ToString() : $"{line[..MostErrorLetters]}...";
    }

    private static string NameOf(TrialStatus status) => status.ToString().ToLowerInvariant();
}
