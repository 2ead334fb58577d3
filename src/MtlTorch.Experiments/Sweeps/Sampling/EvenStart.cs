using MtlTorch.Experiments.Sweeps.Sampling.Sobol;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>The points that a learning sampler begins with: those of Sobol's sequence, scrambled by the seed, or drawn ones in a space of too many dimensions.</summary>
internal sealed class EvenStart
{
    private readonly SearchSpace space;
    private readonly SobolSequence? sequence;

    /// <param name="space">What is varied.</param>
    /// <param name="seed">The seed of the sweep.</param>
    /// <param name="purpose">Whose start it is.</param>
    public EvenStart(SearchSpace space, long seed, string purpose)
    {
        this.space = space;
        sequence = space.Count <= JoeKuo.MostDimensions ? new SobolSequence(space.Count, new Draws(seed, purpose + ".start").Bits()) : null;
    }

    /// <summary>The point for a trial: the one that the sequence has for its number, or a drawn one where that was tried already; null where all were.</summary>
    public Point? At(int number, HashSet<Point> seen, Draws draws) =>
        sequence is not null && space.At(sequence.At(number - 1)) is var even && !seen.Contains(even) ? even : Drawn(seen, draws);

    /// <summary>A point of which each value is drawn by itself; null where all were tried.</summary>
    public Point? Drawn(HashSet<Point> seen, Draws draws) => UnseenPoints.Find(space, seen.Contains, () => RandomSampler.Draw(space, draws));
}
