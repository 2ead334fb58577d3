namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>
/// Finds the split of a room that leaves the least squared error. A row in which a dimension is not set says nothing about it: it lies on both sides of
/// a split of that dimension, with the weight of each side's room. So a tree describes the objective on the whole space, in which a
/// dimension that is not set has no effect.
/// </summary>
/// <param name="data">The rows.</param>
internal sealed class SplitSearch(ForestData data)
{
    /// <summary>What a side must have at least, in rows.</summary>
    private const double LeastWeight = 1 - 1e-9;

    /// <summary>The best split; null where none leaves less error than there is.</summary>
    /// <param name="room">The room.</param>
    /// <param name="rows">The rows in it, with their weights.</param>
    /// <param name="order">The dimensions, in the order in which they are tried: of equally good ones the first is taken.</param>
    public Split? Best(Room room, IReadOnlyList<(int Row, double Weight)> rows, IReadOnlyList<int> order)
    {
        var all = rows.Aggregate(default(Sums), (sums, r) => sums + Of(r));
        var (best, found) = (all.Explained + 1e-12 * rows.Sum(r => r.Weight * Square(data.Targets[r.Row])), (Split?)null);
        foreach (var dimension in order)
        {
            var (split, explained) = data.Categories[dimension] == 0 ? BestThreshold(dimension, room, rows, all) : BestValues(dimension, room, rows, all);
            if (split is not null && explained > best)
            {
                (best, found) = (explained, split);
            }
        }

        return found;
    }

    private (Split? Split, double Explained) BestThreshold(int dimension, Room room, IReadOnlyList<(int Row, double Weight)> rows, Sums all)
    {
        var known = rows.Where(r => !double.IsNaN(data.Rows[r.Row][dimension])).ToArray();
        var at = Array.ConvertAll(known, r => data.Rows[r.Row][dimension]);
        Array.Sort(at, known);
        var unset = all - known.Aggregate(default(Sums), (sums, r) => sums + Of(r));
        var (best, found, below) = (0.0, (Split?)null, default(Sums));
        for (var i = 0; i + 1 < known.Length; i++)
        {
            below += Of(known[i]);
            var middle = (at[i] + at[i + 1]) / 2;
            if (middle <= at[i] || middle >= at[i + 1] || middle <= room.Low(dimension) || middle >= room.High(dimension))
            {
                continue;
            }

            var share = (middle - room.Low(dimension)) / room.Share(dimension);
            if (Explained(below + unset * share, all) is { } explained && explained > best)
            {
                (best, found) = (explained, new Split(dimension, middle, null, share));
            }
        }

        return (found, best);
    }

    /// <summary>Of all divisions of a choice's values the best is one of the divisions of the values in the order of their means (Breiman et al. 1984, theorem 4.5).</summary>
    private (Split? Split, double Explained) BestValues(int dimension, Room room, IReadOnlyList<(int Row, double Weight)> rows, Sums all)
    {
        var inside = room.Values(dimension)!;
        var sums = new Sums[inside.Length];
        var unset = default(Sums);
        foreach (var r in rows)
        {
            var value = data.Rows[r.Row][dimension];
            if (double.IsNaN(value))
            {
                unset += Of(r);
            }
            else
            {
                sums[(int)value] += Of(r);
            }
        }

        // A value without rows is as good as the room's mean.
        int[] values = [.. Enumerable.Range(0, inside.Length).Where(v => inside[v]).OrderBy(v => sums[v].Weight > 0 ? sums[v].Mean : all.Mean)];
        var (best, found, below) = (0.0, (Split?)null, default(Sums));
        for (var i = 0; i + 1 < values.Length; i++)
        {
            below += sums[values[i]];
            var share = (i + 1.0) / values.Length;
            if (Explained(below + unset * share, all) is { } explained && explained > best)
            {
                var chosen = new bool[inside.Length];
                values.Take(i + 1).ToList().ForEach(v => chosen[v] = true);
                (best, found) = (explained, new Split(dimension, 0, chosen, share));
            }
        }

        return (found, best);
    }

    /// <summary>What the means of two sides explain, up to what does not depend on the split; null where a side has too little.</summary>
    private static double? Explained(Sums below, Sums all)
    {
        var above = all - below;
        return below.Weight < LeastWeight || above.Weight < LeastWeight ? null : below.Explained + above.Explained;
    }

    private Sums Of((int Row, double Weight) r) => new(r.Weight, r.Weight * data.Targets[r.Row]);

    private static double Square(double value) => value * value;

    /// <summary>Weight and weighted sum of some targets.</summary>
    private readonly record struct Sums(double Weight, double Sum)
    {
        public double Mean => Sum / Weight;

        public double Explained => Sum * Sum / Weight;

        public static Sums operator +(Sums a, Sums b) => new(a.Weight + b.Weight, a.Sum + b.Sum);

        public static Sums operator -(Sums a, Sums b) => new(a.Weight - b.Weight, a.Sum - b.Sum);

        public static Sums operator *(Sums a, double factor) => new(a.Weight * factor, a.Sum * factor);
    }
}
