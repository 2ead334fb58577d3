using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Sampling.CmaEs;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// Evolution strategy that learns how the good values of numbers hang together: strong with many trials on ranges alone, weaker than "tpe" with few. Refuses choices and several objectives.
/// Works in generations of trials that came to an end; failed and pruned ones are the worst of theirs.
/// </summary>
[Paper("Hansen 2016, The CMA Evolution Strategy: A Tutorial", "https://arxiv.org/abs/1604.00772", Place = "with negative weights")]
[Paper("Auger and Hansen 2005, A Restart CMA Evolution Strategy with Increasing Population Size", "https://doi.org/10.1109/CEC.2005.1554902", Place = "restarts")]
public sealed record CmaEsOptions : SamplerOptions
{
    /// <summary>Trials of a generation; 4 + 3 ln(keys) if null.</summary>
    [Range(4, 1_000_000)]
    public int? Population { get; init; }

    /// <summary>Deviation of the first generation from the middle of the space, as a share of each range on its scale.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Deviation { get; init; } = 0.25;

    /// <summary>Whether a search that came to rest begins again elsewhere, with twice the population.</summary>
    public bool Restarts { get; init; } = true;

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space, long seed, int objectives)
    {
        if (objectives > 1)
        {
            throw new InvalidOptionException("", $"CMA-ES goes by one objective, and there are {objectives}; use the sampler \"tpe\" or \"nsga-2\".");
        }

        if (space.Dimensions.OfType<ChoiceDimension>().FirstOrDefault() is { } choice)
        {
            throw new InvalidOptionException("", $"CMA-ES knows numbers alone, and {choice.Key} is a choice; use the sampler \"tpe\", or give {choice.Key} one value.");
        }

        return space.Count > 0
            ? new CmaEsSampler(this, space, seed)
            : throw new InvalidOptionException("", "CMA-ES needs a key to vary, and the space has none.");
    }
}
