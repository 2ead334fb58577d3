using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>How the points of a sweep are chosen.</summary>
public abstract record SamplerOptions
{
    /// <summary>Makes the sampler.</summary>
    /// <param name="space">What is varied.</param>
    /// <param name="seed">Seed of all its draws.</param>
    /// <param name="objectives">Number of objectives.</param>
    /// <exception cref="InvalidOptionException">It cannot do with such a space, or so many objectives.</exception>
    public abstract ISampler Create(SearchSpace space, long seed, int objectives);
}
