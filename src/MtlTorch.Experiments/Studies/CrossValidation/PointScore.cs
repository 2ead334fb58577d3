using MtlTorch.Experiments.Comparing.Statistics;
using MtlTorch.Training;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>How a fold run of a point went.</summary>
/// <param name="Run">The run.</param>
/// <param name="Epochs">Its epochs; all that it had, if it came to its end.</param>
/// <param name="Problem">Why it does not count; null if it came to its end.</param>
public sealed record FoldOutcome(FoldRun Run, IReadOnlyList<EpochRecord> Epochs, string? Problem);

/// <summary>A metric over the folds.</summary>
/// <param name="Task">The task.</param>
/// <param name="Metric">The metric; "loss" is among them.</param>
/// <param name="Figures">The figure of each fold, at the common epoch.</param>
public sealed record FoldMetric(string Task, string Metric, Sample Figures);

/// <summary>What the folds say of a point, all of them at one common epoch: the one whose mean over the folds is the best.</summary>
/// <param name="Point">The point.</param>
/// <param name="Folds">Its folds.</param>
/// <param name="Epoch">The common epoch; null where a fold did not come to its end, or no epoch has a score in all folds.</param>
/// <param name="Scores">The score of each fold at that epoch; none where there is none.</param>
/// <param name="Error">Standard error of the mean score; null with one fold or none.</param>
/// <param name="Metrics">All metrics at that epoch.</param>
public sealed record PointScore(GridPoint Point, IReadOnlyList<FoldOutcome> Folds, int? Epoch, Sample Scores, double? Error, IReadOnlyList<FoldMetric> Metrics)
{
    /// <summary>Why the point cannot be chosen; null if it can.</summary>
    public string? Problem => Folds.FirstOrDefault(f => f.Problem is not null) is { } failed
        ? $"{failed.Run.Request.Name} {failed.Problem}"
        : Epoch is null ? "no epoch has a score in all folds" : null;

    /// <summary>
    /// Summarizes the folds. Epochs that not all folds reached, or that have no score somewhere, do not count; of equally good epochs the first one does.
    /// </summary>
    public static PointScore Of(GridPoint point, IReadOnlyList<FoldOutcome> folds)
    {
        if (folds.Any(f => f.Problem is not null) || BestEpoch(folds) is not { } epoch)
        {
            return new PointScore(point, folds, null, new Sample([]), null, []);
        }

        var at = folds.Select(f => f.Epochs[epoch - 1]).ToList();
        var scores = new Sample([.. at.Select(e => e.Score!.Value)]);
        var metrics = at[0].Validation!.Tasks
            .SelectMany(t => t.Value.Keys, (t, m) => new FoldMetric(t.Key, m, new Sample([.. at.Select(e => e.Validation![t.Key, m])])))
            .ToList();
        return new PointScore(point, folds, epoch, scores, ErrorOf(folds, scores), metrics);
    }

    private static int? BestEpoch(IReadOnlyList<FoldOutcome> folds)
    {
        var (best, mean) = ((int?)null, double.NegativeInfinity);
        for (var i = 0; i < folds.Min(f => f.Epochs.Count); i++)
        {
            var here = folds.Average(f => f.Epochs[i].Score ?? double.NaN);
            if (double.IsFinite(here) && here > mean)
            {
                (best, mean) = (i + 1, here);
            }
        }

        return best;
    }

    /// <summary>
    /// The deviation over the folds of a dealing (pooled over the dealings) by the root of the number of folds. Repeats do not make it
    /// smaller: they are the same rows again.
    /// </summary>
    private static double? ErrorOf(IReadOnlyList<FoldOutcome> folds, Sample scores)
    {
        var repeats = folds.Zip(scores.Values).GroupBy(f => f.First.Run.Repeat, f => f.Second).Select(r => new Sample([.. r])).ToList();
        return repeats.All(r => r.Deviation is not null)
            ? Math.Sqrt(repeats.Average(r => r.Deviation!.Value * r.Deviation.Value) / repeats[0].Count)
            : null;
    }
}
