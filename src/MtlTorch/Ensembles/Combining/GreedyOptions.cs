using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Ensembles.Combining;

/// <summary>How members are selected one after the other.</summary>
[Paper("Caruana, Niculescu-Mizil, Crew and Ksikes 2004, Ensemble Selection from Libraries of Models", "https://doi.org/10.1145/1015330.1015432", Place = "sections 2.1 to 2.3")]
public sealed record GreedyOptions
{
    /// <summary>Members that are added at most, those of the sorted beginning not counted; the same one may be added again.</summary>
    [Range(0, 10_000)]
    public int Rounds { get; init; } = 50;

    /// <summary>Begin with the best members alone, as many as make the best mean; with none otherwise.</summary>
    public bool SortedStart { get; init; } = true;

    /// <summary>Select so often from a random part of the members, and add up what was selected; once from all members if 1.</summary>
    [Range(1, 1_000)]
    public int Bags { get; init; } = 1;

    /// <summary>Share of the members that each of several bags selects from.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Share { get; init; } = 0.5;

    /// <summary>Seed of the bags.</summary>
    public long Seed { get; init; } = 1;
}
