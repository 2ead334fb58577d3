using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>See <see cref="TpeOptions"/>.</summary>
internal sealed class TpeSampler(TpeOptions options, SearchSpace space, long seed) : ISampler
{
    private readonly EvenStart start = new(space, seed, "tpe");

    /// <inheritdoc/>
    public bool IsAdaptive => true;

    /// <inheritdoc/>
    public Point? Next(int number, IReadOnlyList<Observation> trials)
    {
        var draws = new Draws(seed, "tpe", number);
        var seen = trials.Select(t => t.Point).ToHashSet();
        var usable = trials.Count(t => t.HasLosses() || t.Status == TrialStatus.Pruned);
        return usable < options.Startup
            ? start.At(number, seen, draws)
            : BestCandidate(trials, usable, seen, draws) ?? start.Drawn(seen, draws);
    }

    /// <summary>Of the points that the density of the good trials gives the new one where it is largest beside the other density; null where none is new.</summary>
    private Point? BestCandidate(IReadOnlyList<Observation> trials, int usable, HashSet<Point> seen, Draws draws)
    {
        var ordered = TrialOrder.BestFirst(trials);
        var count = Math.Min((int)Math.Ceiling(options.GoodShare * usable), options.MostGood);
        var good = Mixture([.. ordered.Take(count)], RankWeights(count));
        var bad = Mixture([.. ordered.Skip(count)], [.. Enumerable.Repeat(1.0, ordered.Count - count)]);
        return Enumerable.Range(0, options.Candidates)
            .Select(_ => good.Draw(draws))
            .Where(candidate => !seen.Contains(candidate))
            .MaxBy(candidate => good.LogDensity(candidate) - bad.LogDensity(candidate));
    }

    private KernelMixture Mixture(IReadOnlyList<Observation> trials, IReadOnlyList<double> weights) => new(space, [.. trials.Select(t => t.Point)], weights, options.PriorWeight);

    /// <summary>The better a trial the larger its weight, as in evolution strategies (Hansen 2016, equation 49); 1 on average.</summary>
    private static double[] RankWeights(int count)
    {
        double[] weights = [.. Enumerable.Range(1, count).Select(rank => Math.Log(count + 1) - Math.Log(rank))];
        return [.. weights.Select(w => w / weights.Average())];
    }
}
