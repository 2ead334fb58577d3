using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Sampling.Nsga2;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// Genetic algorithm for several objectives and many trials: the best ones so far, by rank of nondomination and distance to their neighbors, are crossed and changed. For any space.
/// Works in generations by the numbers of the trials; one that has no result yet when the next generation begins is passed over, as are failed ones.
/// </summary>
[Paper("Deb et al. 2002, A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", "https://doi.org/10.1109/4235.996017")]
[Paper("Deb and Agrawal 1995, Simulated Binary Crossover for Continuous Search Space", "https://content.wolfram.com/sites/13/2018/02/09-2-2.pdf", Place = "crossover of numbers")]
public sealed record Nsga2Options : SamplerOptions
{
    /// <summary>Trials of a generation, of which the first is spread evenly. Some ten generations or more are needed.</summary>
    [Range(2, 1_000_000)]
    public int Population { get; init; } = 20;

    /// <summary>Chance that a new point has two parents; else it is one parent's, changed.</summary>
    [Range(0.0, 1.0)]
    public double Crossover { get; init; } = 0.9;

    /// <summary>Chance that a value is changed at random; one in as many as there are keys if null.</summary>
    [Range(0.0, 1.0)]
    public double? Mutation { get; init; }

    /// <summary>How near to the parents' numbers the crossed ones are; the larger the nearer.</summary>
    [Range(0.0, 1e3)]
    public double CrossoverIndex { get; init; } = 2;

    /// <summary>How near to itself a changed number is; the larger the nearer.</summary>
    [Range(0.0, 1e3)]
    public double MutationIndex { get; init; } = 10;

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space, long seed, int objectives) => new Nsga2Sampler(this, space, seed);
}
