namespace MtlTorch.Experiments.Sweeps.Objectives;

/// <summary>Which of several results with several objectives are better than which. Lower is better in all of them.</summary>
public static class ParetoFront
{
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
        [.. Enumerable.Range(0, losses.Count).Where(i => !losses.Any(other => Dominates(other, losses[i])))];

    /// <summary>The rank of each result: 0 on the Pareto front, 1 on that of the rest, and so on.</summary>
    public static IReadOnlyList<int> Ranks(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var ranks = new int[losses.Count];
        var left = Enumerable.Range(0, losses.Count).ToList();
        for (var rank = 0; left.Count > 0; rank++)
        {
            var front = left.Where(i => !left.Any(other => Dominates(losses[other], losses[i]))).ToHashSet();
            foreach (var i in front)
            {
                ranks[i] = rank;
            }

            left.RemoveAll(front.Contains);
        }

        return ranks;
    }
}
