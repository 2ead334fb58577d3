using System.Globalization;
using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Comparing.Statistics;
using MtlTorch.Experiments.Running;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>A cross-validation in words and tables, as terminal and Markdown show it.</summary>
/// <param name="result">The cross-validation.</param>
public sealed class CrossValidationTables(CrossValidationResult result)
{
    private const string Nothing = "-";

    private readonly CrossValidationRequest request = result.Plan.Request;

    /// <summary>What the figures of the points are.</summary>
    public string Introduction => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Plan.Points[0].Config.Name}: {request.Folds} folds of {result.Plan.Rows:#,0} rows{(request.Repeats > 1 ? $", dealt {request.Repeats} times" : "")}. Score: {result.Plan.Points[0].Config.Trainer.Select}, ↑ more is better, mean ± standard deviation over the folds at their common best epoch; SE: standard error of the mean.");

    /// <summary>A row per point.</summary>
    public TextTable Points => new(
        ["point", .. request.Grid.Select(a => a.Key), "epoch", "score", "SE", .. MainMetrics.Select(m => $"{m.Task} {m.Metric}"), ""],
        [.. result.Points.Select(RowOf)]);

    /// <summary>What the folds of one point are; null where no point has figures.</summary>
    public string? FoldsIntroduction => result.Choice.Chosen is { } chosen ? $"Folds of {chosen.Point.Name}, at epoch {chosen.Epoch}:" : null;

    /// <summary>A row per fold of the chosen point.</summary>
    public TextTable Folds => new(
        [request.Repeats > 1 ? "repeat, fold" : "fold", "score", .. MainMetrics.Select(m => $"{m.Task} {m.Metric}"), "own best epoch"],
        [.. result.Choice.Chosen!.Folds.Select((f, i) => RowOf(result.Choice.Chosen, f, i))]);

    /// <summary>Which point was chosen, and what was done with it.</summary>
    public IEnumerable<string> Conclusions
    {
        get
        {
            if (result.Choice is not { Best: { Epoch: not null } best, Chosen: { Epoch: { } epoch } chosen } choice)
            {
                yield return "No point can be chosen, so nothing was trained on all rows.";
                yield break;
            }

            if (result.Points.Count > 1)
            {
                yield return $"Best: {NameOf(best)}.";
                yield return choice.OneSe is { } simple
                    ? $"Simplest within one standard error: {(simple == best ? "the same" : NameOf(simple))}."
                    : $"No choice within one standard error: {choice.NoOneSe}.";
            }

            yield return result.Refit!.Status == RunStatus.Completed
                ? $"{(result.Points.Count > 1 ? $"{chosen.Point.Name} was" : "The experiment was")} trained on all rows for {epoch} {(epoch == 1 ? "epoch" : "epochs")}:"
                : $"The training of {chosen.Point.Name} on all rows failed: {result.Refit.Error}";
        }
    }

    /// <summary>Figures of the chosen point: over its folds, and of the run on all rows on the test split; null without such a run.</summary>
    public TextTable? Figures => result.Refit is not { Status: RunStatus.Completed } refit
        ? null
        : new(["task", "metric", "folds", .. refit.Test is null ? Array.Empty<string>() : ["test", "baseline"]], [.. result.Choice.Chosen!.Metrics.Select((m, i) => RowOf(m, i == 0 || result.Choice.Chosen.Metrics[i - 1].Task != m.Task, refit))]);

    /// <summary>What a reader should know besides.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            foreach (var failed in result.Points.SelectMany(p => p.Folds, (p, f) => (p.Point.Name, f)).Where(f => f.f.Problem is not null))
            {
                yield return $"{failed.f.Run.Request.Name} {failed.f.Problem}. {failed.Name} cannot be chosen.";
            }

            foreach (var point in result.Points.Where(p => p.Epoch is null && p.Folds.All(f => f.Problem is null)))
            {
                yield return $"{point.Point.Name} cannot be chosen: {point.Problem}.";
            }

            if (result.Choice.Best is { } best && result.Points.Where(p => p != best && p.Problem is null && p.Scores.Mean == best.Scores.Mean).Select(p => p.Point.Name).ToList() is { Count: > 0 } equal)
            {
                yield return $"{string.Join(", ", equal)} {(equal.Count == 1 ? "is" : "are")} as good as {best.Point.Name}, which comes first.";
            }

            if (result.Choice.Chosen is { Epoch: { } epoch } chosen && result.Points.Count > 0 && epoch == chosen.Folds.Min(f => f.Epochs.Count))
            {
                yield return $"Epoch {epoch} is the last one that all folds of {chosen.Point.Name} reached; more epochs{(chosen.Point.Config.Trainer.Patience is null ? "" : " or more patience")} may be better.";
            }
        }
    }

    /// <summary>The main metric of each task that has one.</summary>
    private IEnumerable<(string Task, string Metric)> MainMetrics =>
        result.Plan.Tasks.Where(t => t.MainMetric is not null).Select(t => (t.Name, t.MainMetric!.Name));

    private string NameOf(PointScore point) =>
        $"{point.Point.Name} ({string.Join(", ", request.Grid.Zip(point.Point.Values, (axis, value) => $"{axis.Key}={value}"))})";

    private string[] RowOf(PointScore point)
    {
        var metrics = MainMetrics.Select(m => Text(point.Metrics.FirstOrDefault(f => f.Task == m.Task && f.Metric == m.Metric)?.Figures));
        var remark = string.Join(", ", Remark(point));
        return [point.Point.Name, .. point.Point.Values, point.Epoch is { } epoch ? $"{epoch}" : Nothing, Text(point.Scores), Number(point.Error), .. metrics, remark];
    }

    private IEnumerable<string> Remark(PointScore point)
    {
        if (point.Problem is not null)
        {
            yield return point.Folds.Count(f => f.Problem is not null) is > 0 and var failed ? $"{failed} of {point.Folds.Count} failed" : "no score";
        }

        if (result.Points.Count > 1 && point == result.Choice.Best)
        {
            yield return "best";
        }

        if (result.Points.Count > 1 && point == result.Choice.OneSe)
        {
            yield return "one SE";
        }
    }

    private string[] RowOf(PointScore point, FoldOutcome fold, int index)
    {
        var name = request.Repeats > 1 ? $"{fold.Run.Repeat}, {fold.Run.Fold}" : $"{fold.Run.Fold}";
        var metrics = MainMetrics.Select(m => Number(fold.Epochs[point.Epoch!.Value - 1].Validation![m.Task, m.Metric]));
        return [name, Number(point.Scores.Values[index]), .. metrics, $"{fold.Epochs.LastOrDefault(e => e.IsBest)?.Epoch}"];
    }

    private static string[] RowOf(FoldMetric metric, bool isFirst, RunResult refit)
    {
        string[] test = refit.Test is null ? [] : [Number(Of(refit.Test, metric)), Number(Of(refit.Baseline, metric))];
        return [isFirst ? metric.Task : "", metric.Metric, Text(metric.Figures), .. test];
    }

    private static double? Of(Scores? scores, FoldMetric metric) =>
        scores is not null && scores.Tasks.TryGetValue(metric.Task, out var figures) && figures.TryGetValue(metric.Metric, out var value) ? value : null;

    private static string Text(Sample? sample) => sample is null or { Count: 0 }
        ? Nothing
        : sample.Deviation is { } deviation ? $"{Number(sample.Mean)} ± {Number(deviation)}" : Number(sample.Mean);

    private static string Number(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("0.0000", CultureInfo.InvariantCulture) : Nothing;
}
