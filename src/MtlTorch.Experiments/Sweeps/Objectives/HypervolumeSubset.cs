namespace MtlTorch.Experiments.Sweeps.Objectives;

/// <summary>Which few of many results dominate the most together.</summary>
public static class HypervolumeSubset
{
    /// <summary>Room between the worst result and the reference, as a share of the range.</summary>
    private const double Room = 0.1;

    /// <summary>
    /// Indices of some results, each the one that adds most to the hypervolume of those before it. What a result adds only shrinks, so most need not be computed again (Minoux 1978).
    /// </summary>
    /// <param name="losses">Results with one to four objectives.</param>
    /// <param name="count">Number of results that are chosen at most.</param>
    public static IReadOnlyList<int> Greedy(IReadOnlyList<IReadOnlyList<double>> losses, int count)
    {
        double[] reference = [.. Enumerable.Range(0, losses[0].Count).Select(i => Reference([.. losses.Select(l => l[i]).Where(double.IsFinite)]))];
        var waiting = new PriorityQueue<(int Index, int Asked), (double Loss, int Index)>();
        for (var i = 0; i < losses.Count; i++)
        {
            waiting.Enqueue((i, 0), (-Hypervolume.Of([losses[i]], reference), i));
        }

        var chosen = new List<int>();
        while (chosen.Count < count && waiting.TryDequeue(out var next, out _))
        {
            if (next.Asked == chosen.Count)
            {
                chosen.Add(next.Index);
            }
            else
            {
                waiting.Enqueue((next.Index, chosen.Count), (-Hypervolume.Contribution(losses[next.Index], chosen.Select(i => losses[i]), reference), next.Index));
            }
        }

        return chosen;
    }

    private static double Reference(double[] values) =>
        values.Length == 0 ? 0 : values.Max() + (Room * Math.Max(values.Max() - values.Min(), 1e-12));
}
