using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.CmaEs;

/// <summary>
/// See <see cref="CmaEsOptions"/>. Plays the search through from its beginning each time: the trials that came to an end, by number, are its generations. A trial that was drawn before the
/// generation that it falls into, as happens with many at a time, is taken as if it were of it, but no further from the mean than one of it could be (Hansen 2011, Injecting
/// External Solutions Into CMA-ES).
/// </summary>
internal sealed class CmaEsSampler(CmaEsOptions options, SearchSpace space, long seed) : ISampler
{
    /// <summary>Draws until one lies within the space; the last one is moved to its border.</summary>
    private const int MostAttempts = 100;

    /// <summary>Least deviation of a number with steps, in steps: so that it does not come to rest between two of them.</summary>
    private const double LeastDeviationInSteps = 0.3;

    /// <inheritdoc/>
    public bool IsAdaptive => true;

    /// <inheritdoc/>
    public Point? Next(int number, IReadOnlyList<Observation> trials)
    {
        var strategy = Replay(trials);
        var draws = new Draws(seed, "cma-es", number);
        var seen = trials.Select(t => t.Point).ToHashSet();
        return UnseenPoints.Find(space, seen.Contains, () => space.At(Draw(strategy, draws)));
    }

    private EvolutionStrategy Replay(IReadOnlyList<Observation> trials)
    {
        var strategy = new EvolutionStrategy([.. space.Dimensions.Select(_ => 0.5)], options.Deviation, options.Population);
        var ended = trials.Where(t => t.Status is TrialStatus.Completed or TrialStatus.Pruned or TrialStatus.Failed).OrderBy(t => t.Number).ToList();
        for (var (from, restarts) = (0, 0); from + strategy.Population <= ended.Count;)
        {
            var generation = ended.GetRange(from, strategy.Population);
            from += strategy.Population;
            if (generation.Any(TrialOrder.HasLosses))
            {
                strategy.Update([.. TrialOrder.BestFirst(generation).Select(t => Shares(t.Point))]);
            }

            if (options.Restarts && strategy.HasComeToRest)
            {
                var draws = new Draws(seed, "cma-es.restart", ++restarts);
                strategy = new EvolutionStrategy([.. space.Dimensions.Select(_ => draws.Uniform())], options.Deviation, 2 * strategy.Population);
            }
        }

        return strategy;
    }

    private double[] Shares(Point point) => [.. space.Dimensions.Select((d, i) => d.ShareOf(point[i]))];

    private double[] Draw(EvolutionStrategy strategy, Draws draws)
    {
        for (var attempt = 1; ; attempt++)
        {
            var shares = strategy.Draw(draws);
            for (var i = 0; i < shares.Length; i++)
            {
                var least = space.Dimensions[i].Cardinality is { } count ? LeastDeviationInSteps / count : 0;
                var lacking = (least * least) - strategy.Variance(i);
                shares[i] += lacking > 0 ? Math.Sqrt(lacking) * draws.Normal() : 0;
            }

            if (attempt == MostAttempts || shares.All(s => s is >= 0 and < 1))
            {
                return [.. shares.Select(s => Math.Clamp(s, 0, 1))];
            }
        }
    }
}
