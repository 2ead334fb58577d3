namespace MtlTorch.Experiments.Sweeps.Objectives;

/// <summary>
/// How much of the space of objectives some results dominate, up to a point that is worse than all: one number for how good a set of results with several objectives is. Lower is better in
/// all objectives.
/// </summary>
public static class Hypervolume
{
    /// <summary>
    /// The volume, exact but for rounding. Takes n log n steps with two objectives and n^(m-1) with m: with four, some hundreds of results.
    /// </summary>
    /// <param name="losses">The results; those that are not better than the reference in all objectives add nothing.</param>
    /// <param name="reference">The point up to which is measured, a value per objective.</param>
    /// <exception cref="ArgumentException">A result has another number of objectives than the reference.</exception>
    public static double Of(IEnumerable<IReadOnlyList<double>> losses, IReadOnlyList<double> reference)
    {
        var results = losses.ToList();
        if (results.FirstOrDefault(r => r.Count != reference.Count) is { } other)
        {
            throw new ArgumentException($"A result has {other.Count} objectives, and the reference {reference.Count}; both need the same number.", nameof(losses));
        }

        return Slices([.. results.Where(r => Enumerable.Range(0, reference.Count).All(i => r[i] < reference[i]))], reference, reference.Count);
    }

    /// <summary>What a result adds to the volume of others.</summary>
    /// <param name="result">The result.</param>
    /// <param name="others">The others.</param>
    /// <param name="reference">The point up to which is measured.</param>
    public static double Contribution(IReadOnlyList<double> result, IEnumerable<IReadOnlyList<double>> others, IReadOnlyList<double> reference)
    {
        // What the others dominate of the result's own box: each is moved into the box, to the worse of both in each objective.
        var within = others.Select(o => (IReadOnlyList<double>)[.. o.Zip(result, Math.Max)]);
        return Of([result], reference) - Of(within, reference);
    }

    /// <summary>Cuts the volume into slices along the last objective: a slice begins at a result, and has the area of the results up to it in the other objectives.</summary>
    private static double Slices(List<IReadOnlyList<double>> results, IReadOnlyList<double> reference, int objectives)
    {
        if (results.Count == 0)
        {
            return 0;
        }

        var last = objectives - 1;
        if (objectives == 1)
        {
            return reference[0] - results.Min(r => r[0]);
        }

        if (objectives == 2)
        {
            return Area(results, reference);
        }

        var volume = 0.0;
        results.Sort((a, b) => a[last].CompareTo(b[last]));
        for (var i = 0; i < results.Count; i++)
        {
            var depth = (i + 1 < results.Count ? results[i + 1][last] : reference[last]) - results[i][last];
            volume += depth > 0 ? depth * Slices(results[..(i + 1)], reference, last) : 0;
        }

        return volume;
    }

    private static double Area(List<IReadOnlyList<double>> results, IReadOnlyList<double> reference)
    {
        results.Sort((a, b) => a[0].CompareTo(b[0]));
        var (area, lowest) = (0.0, reference[1]);
        foreach (var result in results.Where(r => r[1] < reference[1]))
        {
            if (result[1] < lowest)
            {
                area += (reference[0] - result[0]) * (lowest - result[1]);
                lowest = result[1];
            }
        }

        return area;
    }
}
