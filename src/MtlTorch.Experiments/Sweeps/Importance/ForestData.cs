using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>What a forest learns from.</summary>
/// <param name="Categories">For each dimension how many values a choice has; 0 for numbers.</param>
/// <param name="Rows">For each row and dimension the share of a number on the scale of its dimension, from 0 to 1, or the index of a choice; NaN where it is not set.</param>
/// <param name="Targets">What is to be explained, a value for each row.</param>
internal sealed record ForestData(IReadOnlyList<int> Categories, IReadOnlyList<double[]> Rows, IReadOnlyList<double> Targets)
{
    /// <summary>Number of dimensions.</summary>
    public int Dimensions => Categories.Count;

    /// <summary>Points of a space and what came of them. Numbers become shares, so that those of a logarithmic dimension count by their ratios and each step of a grid has the same room.</summary>
    public static ForestData Of(SearchSpace space, IReadOnlyList<Point> points, IReadOnlyList<double> targets) => new(
        [.. space.Dimensions.Select(d => d is ChoiceDimension choice ? choice.Values.Count : 0)],
        [.. points.Select(p => space.Dimensions.Select((d, i) => !p.Has(i) ? double.NaN : d is ChoiceDimension ? p[i] : d.ShareOf(p[i])).ToArray())],
        targets);
}
