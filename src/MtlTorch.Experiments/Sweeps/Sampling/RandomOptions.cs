using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>Draws each value by itself, evenly on its scale. No point comes twice; where all points of the space were tried, the sweep ends.</summary>
[Paper("Bergstra and Bengio 2012, Random Search for Hyper-Parameter Optimization", "https://www.jmlr.org/papers/v13/bergstra12a.html")]
public sealed record RandomOptions : SamplerOptions
{
    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space, long seed, int objectives) => new RandomSampler(space, seed);
}

/// <summary>See <see cref="RandomOptions"/>.</summary>
internal sealed class RandomSampler(SearchSpace space, long seed) : ISampler
{
    private readonly DistinctPoints points = new(space, index => Draw(space, new Draws(seed, "random", index)));

    /// <inheritdoc/>
    public bool IsAdaptive => false;

    /// <summary>A point with each value drawn by itself.</summary>
    public static Point Draw(SearchSpace space, Draws draws) => space.Build(i => space.Dimensions[i].At(draws.Uniform()));

    /// <inheritdoc/>
    public Point? Next(int number, IReadOnlyList<Observation> trials) => points.At(number);
}
