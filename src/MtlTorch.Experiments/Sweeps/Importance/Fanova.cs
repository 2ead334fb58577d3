namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>
/// Functional analysis of variance of a tree (Hutter, Hoos, Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance", algorithms 1 and 2). A
/// tree is constant in each of its rooms, so that means over all other dimensions are finite sums and nothing is sampled.
/// </summary>
internal static class Fanova
{
    /// <summary>Of each dimension the share of the tree's variance that it explains alone: that of the mean over all other dimensions; null for a tree without variance.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="categories">For each dimension how many values a choice has; 0 for numbers.</param>
    public static double[]? Shares(RegressionTree tree, IReadOnlyList<int> categories)
    {
        var volumes = tree.Leaves.Select(leaf => leaf.Room.Volume()).ToArray();
        var mean = tree.Leaves.Zip(volumes, (leaf, volume) => leaf.Mean * volume).Sum();
        var variance = tree.Leaves.Zip(volumes, (leaf, volume) => volume * Math.Pow(leaf.Mean - mean, 2)).Sum();
        return variance <= 1e-24 * mean * mean
            ? null
            : [.. categories.Select((count, i) => (count == 0 ? OfNumber(tree, volumes, i, mean) : OfChoice(tree, volumes, i, count, mean)) / variance)];
    }

    /// <summary>The mean over all other dimensions changes where a room begins or ends; between, it is constant.</summary>
    private static double OfNumber(RegressionTree tree, double[] volumes, int dimension, double mean)
    {
        var changes = new List<(double At, double By)>();
        foreach (var ((room, value), volume) in tree.Leaves.Zip(volumes))
        {
            var part = (value - mean) * volume / room.Share(dimension);
            changes.Add((room.Low(dimension), part));
            changes.Add((room.High(dimension), -part));
        }

        var (variance, at, height) = (0.0, 0.0, 0.0);
        foreach (var change in changes.OrderBy(c => c.At))
        {
            variance += (change.At - at) * height * height;
            at = change.At;
            height += change.By;
        }

        return variance;
    }

    private static double OfChoice(RegressionTree tree, double[] volumes, int dimension, int count, double mean)
    {
        var heights = new double[count];
        foreach (var ((room, value), volume) in tree.Leaves.Zip(volumes))
        {
            var part = (value - mean) * volume / room.Share(dimension);
            foreach (var (v, _) in room.Values(dimension)!.Index().Where(v => v.Item))
            {
                heights[v] += part;
            }
        }

        return heights.Average(h => h * h);
    }
}
