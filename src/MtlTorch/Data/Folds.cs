using MtlTorch.Tensors;

namespace MtlTorch.Data;

/// <summary>Deals rows out into folds.</summary>
internal static class Folds
{
    /// <summary>Rows of fold <paramref name="fold"/> (from 1) where rows are dealt one by one.</summary>
    public static long SizeOf(int fold, long rows, int count) => rows / count + (fold <= rows % count ? 1 : 0);

    /// <summary>
    /// The fold of each row, from 1. The rows are shuffled, those of a stratum are put one after the other, and all are dealt like cards: of each stratum, and of
    /// all rows, no fold gets more than one above another.
    /// </summary>
    /// <param name="strata">The stratum of each row.</param>
    /// <param name="options">Number of folds, seed, repeat.</param>
    public static int[] Deal(IReadOnlyList<long> strata, FoldOptions options)
    {
        var folds = new int[strata.Count];
        foreach (var (place, row) in Shuffled(strata.Count, options).OrderBy(row => strata[(int)row]).Index())
        {
            folds[row] = place % options.Count + 1;
        }

        return folds;
    }

    /// <summary>The fold of each row, from 1, where groups stay together: the largest groups first, each to the fold that is smallest so far; among equals their order is drawn.</summary>
    /// <param name="groups">The group of each row.</param>
    /// <param name="options">Number of folds, seed, repeat.</param>
    public static int[] DealGroups(IReadOnlyList<long> groups, FoldOptions options)
    {
        var folds = new int[groups.Count];
        var sizes = new long[options.Count];
        foreach (var group in Shuffled(groups.Count, options).GroupBy(row => groups[(int)row]).OrderByDescending(g => g.Count()))
        {
            var smallest = Array.IndexOf(sizes, sizes.Min());
            foreach (var row in group)
            {
                folds[row] = smallest + 1;
                sizes[smallest]++;
            }
        }

        return folds;
    }

    /// <summary>The rows in an order that seed and repeat draw.</summary>
    public static long[] Shuffled(int rows, FoldOptions options)
    {
        using var randomness = new Randomness(options.Seed);
        using var generator = randomness.Fresh("folds", options.Repeat);
        using var order = torch.randperm(rows, torch.int64, torch.CPU, generator: generator);
        return order.data<long>().ToArray();
    }
}
