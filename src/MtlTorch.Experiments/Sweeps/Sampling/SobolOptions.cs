using MtlTorch.Experiments.Sweeps.Sampling.Sobol;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// Fills the space more evenly than chance does, without looking at results: best with 8, 16, 32, 64, ... trials. No point comes twice; where all points of the space were tried, the sweep
/// ends. At most 64 keys.
/// </summary>
[Paper("Joe and Kuo 2008, Constructing Sobol Sequences with Better Two-Dimensional Projections", "https://doi.org/10.1137/070709359", Place = "direction numbers new-joe-kuo-6")]
[Paper("Owen 1995, Randomly Permuted (t, m, s)-Nets and (t, s)-Sequences", "https://doi.org/10.1007/978-1-4612-2552-2_19", Place = "nested uniform scrambling")]
public sealed record SobolOptions : SamplerOptions
{
    /// <summary>Whether the points are scrambled by the seed, which keeps them as even. Without, every seed has the same points, and the first is the least value of each key.</summary>
    public bool Scramble { get; init; } = true;

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space, long seed, int objectives) => new SobolSampler(this, space, seed);
}

/// <summary>See <see cref="SobolOptions"/>.</summary>
internal sealed class SobolSampler : ISampler
{
    private readonly DistinctPoints points;

    public SobolSampler(SobolOptions options, SearchSpace space, long seed)
    {
        if (space.Count > JoeKuo.MostDimensions)
        {
            throw new InvalidOptionException("", $"the space has {space.Count} keys, and Sobol's sequence at most {JoeKuo.MostDimensions}; use the sampler \"random\" or \"tpe\", or vary fewer keys.");
        }

        var sequence = new SobolSequence(space.Count, options.Scramble ? new Draws(seed, "sobol").Bits() : null);
        points = new DistinctPoints(space, index => space.At(sequence.At(index)));
    }

    /// <inheritdoc/>
    public bool IsAdaptive => false;

    /// <inheritdoc/>
    public Point? Next(int number, IReadOnlyList<Observation> trials) => points.At(number);
}
