using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Sampling.Tpe;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// Learns from the trials so far: a density of the good ones and one of the others, both over all keys together, and tries next where the first is large beside the second. For any
/// space, also with conditions, and for several objectives. Trials that go on count as not good, so that many at a time do not try the same; failed ones too.
/// </summary>
[Paper("Bergstra et al. 2011, Algorithms for Hyper-Parameter Optimization", "https://proceedings.neurips.cc/paper/2011/hash/86e8f7ab32cfd12577bc2619bc635690-Abstract.html", Place = "section 4")]
[Paper("Watanabe 2023, Tree-Structured Parzen Estimator: Understanding Its Algorithm Components", "https://arxiv.org/abs/2304.11127")]
[Paper("Ozaki et al. 2020, Multiobjective Tree-Structured Parzen Estimator", "https://doi.org/10.1145/3377930.3389817", Place = "the split by nondomination and hypervolume; densities as with one objective")]
public sealed record TpeOptions : SamplerOptions
{
    /// <summary>Trials that fill the space evenly before results count.</summary>
    [Range(1, 1_000_000)]
    public int Startup { get; init; } = 10;

    /// <summary>Points that are drawn from the density of the good trials; the one where it is largest beside the other density is tried.</summary>
    [Range(1, 100_000)]
    public int Candidates { get; init; } = 24;

    /// <summary>Share of the trials that count as good.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double GoodShare { get; init; } = 0.1;

    /// <summary>Trials that count as good at most.</summary>
    [Range(1, 1_000_000)]
    public int MostGood { get; init; } = 25;

    /// <summary>Weight of an even density beside the trials', which have 1 each: the larger, the more is tried far from the good trials.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double PriorWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space, long seed, int objectives) => new TpeSampler(this, space, seed);
}
