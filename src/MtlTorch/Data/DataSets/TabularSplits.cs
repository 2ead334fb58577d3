using MtlTorch.Tensors;

namespace MtlTorch.Data.DataSets;

/// <summary>Which rows are held out: drawn once from a seed, by the row, by the stratum, or by the group.</summary>
internal static class TabularSplits
{
    /// <summary>The split of each row.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="options">Shares and seed.</param>
    /// <param name="strata">For each row the number of its stratum; null for none.</param>
    /// <param name="groups">For each row the number of its group; null for none.</param>
    public static SplitName[] Draw(int rows, TabularOptions options, long[]? strata, long[]? groups)
    {
        using var randomness = new Randomness(options.SplitSeed);
        var order = Shuffled(rows, randomness);
        return groups is null
            ? ByRow(strata is null ? order : [.. order.OrderBy(row => strata[row])], options)
            : ByGroup(order, groups, options);
    }

    private static int[] Shuffled(int rows, Randomness randomness)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = randomness.Fresh("table splits");
        return [.. torch.randperm(rows, torch.int64, torch.CPU, generator: generator).data<long>().ToArray().Select(r => (int)r)];
    }

    /// <summary>
    /// Takes every so many-th row of the order: each split has its share of all rows to the row, and of every stratum, whose rows stand together, to a row or two.
    /// </summary>
    private static SplitName[] ByRow(int[] order, TabularOptions options)
    {
        var splits = new SplitName[order.Length];
        var rest = Take(order, options.TestShare, splits, SplitName.Test);
        _ = Take(rest, options.Validation / (1 - options.TestShare), splits, SplitName.Validation);
        return splits;
    }

    private static int[] Take(int[] order, double share, SplitName[] splits, SplitName name)
    {
        var rest = new List<int>(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            // Rounded, so that 0.2 of 10 rows are 2 although 10 x 0.2 may fall short of it.
            if (Math.Floor(Math.Round((i + 1) * share, 9)) > Math.Floor(Math.Round(i * share, 9)))
            {
                splits[order[i]] = name;
            }
            else
            {
                rest.Add(order[i]);
            }
        }

        return [.. rest];
    }

    /// <summary>Fills the test split with whole groups, as they come, while they fit into its share; then validation.</summary>
    private static SplitName[] ByGroup(int[] order, long[] groups, TabularOptions options)
    {
        var sizes = groups.CountBy(g => g).ToDictionary();
        var splitOf = new Dictionary<long, SplitName>();
        var inTurn = order.Select(row => groups[row]).Distinct().ToList();
        foreach (var (name, share) in new[] { (SplitName.Test, options.TestShare), (SplitName.Validation, options.Validation) })
        {
            var room = (share * order.Length) + 0.5;
            foreach (var group in inTurn)
            {
                if (sizes[group] <= room && splitOf.TryAdd(group, name))
                {
                    room -= sizes[group];
                }
            }
        }

        return [.. groups.Select(g => splitOf.GetValueOrDefault(g, SplitName.Train))];
    }
}
