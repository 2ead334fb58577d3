namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>Which point is the best, and which is the simplest one that is hardly worse.</summary>
/// <param name="Best">The point with the best mean score, of equally good ones the first; null if none can be chosen.</param>
/// <param name="OneSe">The simplest point within one standard error of the best; null where there is no order, or no standard error.</param>
/// <param name="NoOneSe">Why there is no such point; null if there is one.</param>
/// <param name="Chosen">The point that is trained again; null if none can be.</param>
public sealed record Choice(PointScore? Best, PointScore? OneSe, string? NoOneSe, PointScore? Chosen)
{
    /// <summary>
    /// Chooses. The one-standard-error rule (Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, section 7.10) looks at the points whose mean is
    /// at least the best one's minus its standard error, that are as simple as the best or simpler in every key with an order, and have its
    /// values in all others. Of those it takes the one with the most steps toward the simple end; of equally simple ones the better.
    /// </summary>
    /// <param name="request">The grid and what to choose.</param>
    /// <param name="points">The points.</param>
    public static Choice Of(CrossValidationRequest request, IReadOnlyList<PointScore> points)
    {
        // MaxBy keeps the first of equal ones.
        var best = points.Where(p => p.Problem is null).MaxBy(p => p.Scores.Mean);
        var (oneSe, reason) = best is null ? (null, "no point can be chosen") : OneStandardError(request, points, best);
        return new Choice(best, oneSe, reason, request.Choose == Choose.OneSe ? oneSe ?? best : best);
    }

    private static (PointScore? Point, string? Reason) OneStandardError(CrossValidationRequest request, IReadOnlyList<PointScore> points, PointScore best)
    {
        if (request.Grid.All(a => a.Simpler is null))
        {
            return (null, request.Grid.Count == 0 ? "there is one point" : "no key of the grid says which point is simpler; --simpler KEY=larger|smaller does");
        }

        if (best.Error is not { } error || !double.IsFinite(error))
        {
            return (null, "there is no standard error");
        }

        return (points.Where(p => p.Problem is null && p.Scores.Mean >= best.Scores.Mean - error && IsAsSimple(request, p, best))
            .MaxBy(p => (Steps(request, p), p.Scores.Mean)), null);
    }

    private static bool IsAsSimple(CrossValidationRequest request, PointScore point, PointScore best) => request.Grid
        .Select((axis, i) => axis.Simpler is null
            ? point.Point.Values[i] == best.Point.Values[i]
            : axis.RankOf(point.Point.Values[i]) >= axis.RankOf(best.Point.Values[i]))
        .All(holds => holds);

    private static int Steps(CrossValidationRequest request, PointScore point) => request.Grid.Select((axis, i) => axis.RankOf(point.Point.Values[i]) ?? 0).Sum();
}
