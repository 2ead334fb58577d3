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
        if (trials.Count(t => t.HasLosses() || t.Status == TrialStatus.Pruned) is var usable && usable < options.Startup)
        {
            return TpeRules.StartKind == 1 ? start.At(number, seen, draws) : start.Drawn(seen, draws);
        }

        return BestCandidate(trials, usable, seen, draws) ?? start.Drawn(seen, draws);
    }

    private Point? BestCandidate(IReadOnlyList<Observation> trials, int usable, HashSet<Point> seen, Draws draws)
    {
        var ordered = TrialOrder.BestFirst(trials);
        var wanted = TpeRules.GammaKind == 0 ? Math.Ceiling(options.GoodShare * usable) : Math.Ceiling(options.GoodShare * Math.Sqrt(usable));
        var count = (int)Math.Clamp(wanted, 1, Math.Min(options.MostGood, usable));
        var (good, bad) = (ordered.Take(count).ToList(), ordered.Skip(count).ToList());
        var better = new KernelMixture(space, [.. good.Select(t => t.Point)], GoodWeights(good, bad), options.PriorWeight, 1);
        var worse = new KernelMixture(space, [.. bad.Select(t => t.Point)], BadWeights(bad), options.PriorWeight, TpeRules.BadFactor);
        Point? best = null;
        var largest = double.NegativeInfinity;
        for (var i = 0; i < options.Candidates; i++)
        {
            var candidate = better.Draw(draws);
            if (seen.Contains(candidate))
            {
                continue;
            }

            if (better.LogDensity(candidate) - worse.LogDensity(candidate) is var ratio && ratio > largest)
            {
                (best, largest) = (candidate, ratio);
            }
        }

        return best;
    }

    private static double[] GoodWeights(List<Observation> good, List<Observation> bad)
    {
        switch (TpeRules.GoodWeights)
        {
            case 1 when good[0].Losses.Count == 1:
                var limit = bad.Count > 0 && bad[0].HasLosses() ? bad[0].Losses[0] : good[^1].Losses[0];
                double[] gains = [.. good.Select(g => g.HasLosses() ? limit - g.Losses[0] : 0)];
                var mean = gains.Average();
                return [.. gains.Select(g => mean > 0 ? Math.Max(g / mean, 1e-3) : 1)];
            case 2:
                double[] logs = [.. good.Select((_, i) => Math.Log(good.Count + 1) - Math.Log(i + 1))];
                return [.. logs.Select(l => l / logs.Average())];
            default:
                return [.. good.Select(_ => 1.0)];
        }
    }

    private static double[] BadWeights(List<Observation> bad)
    {
        if (TpeRules.BadWeights == 0 || bad.Count < 25)
        {
            return [.. bad.Select(_ => 1.0)];
        }

        var byAge = bad.Select((t, i) => (t.Number, i)).OrderBy(t => t.Number).Select(t => t.i).ToArray();
        var weights = new double[bad.Count];
        for (var k = 0; k < byAge.Length; k++)
        {
            weights[byAge[k]] = k >= bad.Count - 25 ? 1 : (k + 1.0) / bad.Count;
        }

        return weights;
    }
}
