namespace MtlTorch.Data;

/// <summary>
/// Deals groups out into folds so that the classes have about the same shares in all of them: the greedy way of scikit-learn's StratifiedGroupKFold. Groups with the most
/// uneven classes come first; each goes to the fold with which the shares of the classes vary least over the folds, of equals to the one with the fewest rows.
/// </summary>
internal static class StratifiedGroups
{
    /// <summary>The fold of each row, from 1.</summary>
    /// <param name="groups">The group of each row.</param>
    /// <param name="strata">The stratum of each row.</param>
    /// <param name="options">Number of folds, seed, repeat.</param>
    public static int[] Deal(IReadOnlyList<long> groups, IReadOnlyList<long> strata, FoldOptions options)
    {
        var numbers = strata.Distinct().Order().Index().ToDictionary(s => s.Item, s => s.Index);
        var totals = Count(Enumerable.Range(0, strata.Count), strata, numbers);
        var folds = new int[groups.Count];
        var counts = Enumerable.Range(0, options.Count).Select(_ => new long[numbers.Count]).ToArray();
        var dealt = Folds.Shuffled(groups.Count, options).GroupBy(row => groups[(int)row], row => (int)row)
            .Select(g => (Rows: g.ToArray(), Counts: Count(g, strata, numbers)))
            .OrderByDescending(g => Variance(g.Counts.Select(c => (double)c)));
        var left = groups.Distinct().Count();
        foreach (var (rows, own) in dealt)
        {
            // No fold may end empty: the last groups are for those that have none.
            var empty = counts.Count(c => c.Sum() == 0);
            var open = Enumerable.Range(0, options.Count).Where(f => left > empty || counts[f].Sum() == 0);
            var best = open.MinBy(f => (Unevenness(counts, totals, f, own), counts[f].Sum()));
            for (var s = 0; s < own.Length; s++)
            {
                counts[best][s] += own[s];
            }

            foreach (var row in rows)
            {
                folds[row] = best + 1;
            }

            left--;
        }

        return folds;
    }

    private static long[] Count(IEnumerable<int> rows, IReadOnlyList<long> strata, Dictionary<long, int> numbers)
    {
        var counts = new long[numbers.Count];
        foreach (var row in rows)
        {
            counts[numbers[strata[row]]]++;
        }

        return counts;
    }

    /// <summary>Mean over the classes of the deviation, over the folds, of the share of the class that a fold has, were the group in this fold.</summary>
    private static double Unevenness(long[][] counts, long[] totals, int fold, long[] own) => Enumerable.Range(0, totals.Length)
        .Average(s => Math.Round(Math.Sqrt(Variance(counts.Select((c, f) => (c[s] + (f == fold ? own[s] : 0)) / (double)totals[s]))), 12));

    private static double Variance(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var mean = all.Average();
        return all.Average(v => (v - mean) * (v - mean));
    }
}
