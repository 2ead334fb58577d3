namespace MtlTorch.Experiments.Sweeps.Objectives;

/// <summary>Which of several results with several objectives are better than which. Lower is better in all of them.</summary>
public static class ParetoFront
{
    private static readonly Comparer<IReadOnlyList<double>> Lexicographic = Comparer<IReadOnlyList<double>>.Create((one, other) =>
        one.Zip(other, (a, b) => a.CompareTo(b)).FirstOrDefault(c => c != 0));

    /// <summary>Whether a result is at least as good in all objectives, and better in one.</summary>
    public static bool Dominates(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var better = false;
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i] > other[i])
            {
                return false;
            }

            better |= one[i] < other[i];
        }

        return better;
    }

    /// <summary>Indices of the results that no other dominates, in their order.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<IReadOnlyList<double>> losses) =>
        [.. Ranks(losses).Index().Where(r => r.Item == 0).Select(r => r.Index)];

    /// <summary>The rank of each result: 0 on the Pareto front, 1 on that of the rest, and so on.</summary>
    /// <remarks>
    /// A result can only be dominated by one before it in the order of the first objective, then the second and so on; so each goes to the first front of which no member dominates it (Zhang
    /// et al. 2015, efficient nondominated sort).
    /// </remarks>
    public static IReadOnlyList<int> Ranks(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var ranks = new int[losses.Count];
        var fronts = new List<List<int>>();
        foreach (var i in Enumerable.Range(0, losses.Count).OrderBy(i => losses[i], Lexicographic))
        {
            var rank = fronts.FindIndex(front => !IsDominated(losses, front, i));
            if (rank < 0)
            {
                rank = fronts.Count;
                fronts.Add([]);
            }

            fronts[rank].Add(i);
            ranks[i] = rank;
        }

        return ranks;
    }

    /// <summary>Whether a member of a front dominates a result; those that were added last are nearest, and are asked first.</summary>
    private static bool IsDominated(IReadOnlyList<IReadOnlyList<double>> losses, List<int> front, int result)
    {
        for (var i = front.Count - 1; i >= 0; i--)
        {
            if (Dominates(losses[front[i]], losses[result]))
            {
                return true;
            }
        }

        return false;
    }
}
