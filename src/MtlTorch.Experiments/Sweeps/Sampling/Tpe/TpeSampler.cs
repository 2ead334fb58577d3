using MtlTorch.Experiments.Sweeps.Objectives;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>See <see cref="TpeOptions"/>.</summary>
internal sealed class TpeSampler(TpeOptions options, SearchSpace space, long seed) : ISampler
{
    /// <summary>With more objectives volumes take too long; crowding distances decide.</summary>
    private const int MostForHypervolume = 4;

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
        var count = Math.Min((int)Math.Ceiling(options.GoodShare * usable), options.MostGood);
        var ordered = TrialOrder.BestFirst(trials);
        var best = Best(ordered, count);
        var numbers = best.Select(t => t.Number).ToHashSet();
        IReadOnlyList<Observation> others = [.. ordered.Where(t => !numbers.Contains(t.Number))];
        var good = Mixture(best, RankWeights(best.Count));
        var bad = Mixture(others, [.. Enumerable.Repeat(1.0, others.Count)]);
        return Enumerable.Range(0, options.Candidates)
            .Select(_ => good.Draw(draws))
            .Where(candidate => !seen.Contains(candidate))
            .MaxBy(candidate => good.LogDensity(candidate) - bad.LogDensity(candidate));
    }

    /// <summary>The first ones in their order; with two to four objectives front after front, and of a front those that dominate the most together.</summary>
    private static IReadOnlyList<Observation> Best(IReadOnlyList<Observation> ordered, int count)
    {
        List<Observation> completed = [.. ordered.Where(TrialOrder.HasLosses)];
        if (completed.Count == 0 || completed[0].Losses.Count is 1 or > MostForHypervolume)
        {
            return [.. ordered.Take(count)];
        }

        var best = new List<Observation>();
        foreach (var front in completed.Zip(ParetoFront.Ranks([.. completed.Select(t => t.Losses)])).GroupBy(t => t.Second, t => t.First).OrderBy(g => g.Key))
        {
            List<Observation> members = [.. front];
            best.AddRange(HypervolumeSubset.Greedy([.. members.Select(t => t.Losses)], count - best.Count).Select(i => members[i]));
            if (best.Count == count)
            {
                break;
            }
        }

        return best;
    }

    private KernelMixture Mixture(IReadOnlyList<Observation> trials, IReadOnlyList<double> weights) => new(space, [.. trials.Select(t => t.Point)], weights, options.PriorWeight);

    /// <summary>The better a trial the larger its weight, as in evolution strategies (Hansen 2016, equation 49); 1 on average.</summary>
    private static double[] RankWeights(int count)
    {
        double[] weights = [.. Enumerable.Range(1, count).Select(rank => Math.Log(count + 1) - Math.Log(rank))];
        return [.. weights.Select(w => w / weights.Average())];
    }
}
