using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Nsga2;

/// <summary>See <see cref="Nsga2Options"/>. Plays all generations through from the trials each time.</summary>
internal sealed class Nsga2Sampler(Nsga2Options options, SearchSpace space, long seed) : ISampler
{
    private readonly EvenStart start = new(space, seed, "nsga-2");
    private readonly Variation variation = new(options, space);

    /// <inheritdoc/>
    public bool IsAdaptive => true;

    /// <inheritdoc/>
    public Point? Next(int number, IReadOnlyList<Observation> trials)
    {
        var draws = new Draws(seed, "nsga-2", number);
        var seen = trials.Select(t => t.Point).ToHashSet();
        var parents = Parents((number - 1) / options.Population, trials);
        return parents.Count < 2
            ? start.At(number, seen, draws)
            : UnseenPoints.Find(space, seen.Contains, () => variation.Child(Chosen(parents, draws), Chosen(parents, draws), draws));
    }

    /// <summary>Those that live when a generation begins, the best first.</summary>
    /// <param name="generation">The generation, from 0.</param>
    /// <param name="trials">The trials so far.</param>
    private IReadOnlyList<Observation> Parents(int generation, IReadOnlyList<Observation> trials)
    {
        IReadOnlyList<Observation> living = [];
        foreach (var born in trials.Where(TrialOrder.HasLosses).GroupBy(t => (t.Number - 1) / options.Population).Where(g => g.Key < generation).OrderBy(g => g.Key))
        {
            living = [.. TrialOrder.BestFirst([.. living, .. born]).Take(options.Population)];
        }

        return living;
    }

    /// <summary>The better of two drawn ones.</summary>
    private static Point Chosen(IReadOnlyList<Observation> parents, Draws draws) => parents[Math.Min(draws.Index(parents.Count), draws.Index(parents.Count))].Point;
}
