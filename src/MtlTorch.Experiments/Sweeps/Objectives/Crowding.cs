namespace MtlTorch.Experiments.Sweeps.Objectives;

/// <summary>How alone results are among others of the same rank (Deb et al. 2002, A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II, section III B).</summary>
public static class Crowding
{
    /// <summary>
    /// The distance of each result to its neighbors in each objective, as a share of the objective's range, summed; infinite for the best and the worst in an objective.
    /// </summary>
    /// <param name="losses">Results of one rank.</param>
    public static double[] Distances(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var distances = new double[losses.Count];
        for (var objective = 0; losses.Count > 0 && objective < losses[0].Count; objective++)
        {
            int[] order = [.. Enumerable.Range(0, losses.Count).OrderBy(i => losses[i][objective])];
            var range = losses[order[^1]][objective] - losses[order[0]][objective];
            distances[order[0]] = distances[order[^1]] = double.PositiveInfinity;
            for (var k = 1; k < order.Length - 1 && range > 0 && double.IsFinite(range); k++)
            {
                distances[order[k]] += (losses[order[k + 1]][objective] - losses[order[k - 1]][objective]) / range;
            }
        }

        return distances;
    }

    /// <summary>Indices of results, the best first: by rank, and within it the most alone first. Equal ones stay in their order.</summary>
    public static IReadOnlyList<int> BestFirst(IReadOnlyList<IReadOnlyList<double>> losses) =>
        [.. ParetoFront.Ranks(losses).Index().GroupBy(r => r.Item, r => r.Index).OrderBy(g => g.Key).SelectMany(front => MostAloneFirst([.. front], losses))];

    private static IEnumerable<int> MostAloneFirst(int[] front, IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var distances = Distances([.. front.Select(i => losses[i])]);
        return front.Index().OrderByDescending(f => distances[f.Index]).Select(f => f.Item);
    }
}
