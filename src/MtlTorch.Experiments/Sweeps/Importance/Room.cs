namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>A part of the space: an interval of each number, and some values of each choice.</summary>
internal sealed class Room
{
    private readonly double[] low;
    private readonly double[] high;
    private readonly bool[]?[] values;

    private Room(double[] low, double[] high, bool[]?[] values)
    {
        this.low = low;
        this.high = high;
        this.values = values;
    }

    /// <summary>The whole space.</summary>
    /// <param name="categories">For each dimension how many values a choice has; 0 for numbers.</param>
    public static Room Whole(IReadOnlyList<int> categories) => new(
        new double[categories.Count],
        [.. categories.Select(_ => 1.0)],
        [.. categories.Select(count => count == 0 ? null : Enumerable.Repeat(true, count).ToArray())]);

    /// <summary>Where the interval of a number begins.</summary>
    public double Low(int dimension) => low[dimension];

    /// <summary>Where the interval of a number ends.</summary>
    public double High(int dimension) => high[dimension];

    /// <summary>Which values of a choice belong to it; null for a number.</summary>
    public bool[]? Values(int dimension) => values[dimension];

    /// <summary>Share of a dimension that belongs to it, from 0 to 1.</summary>
    public double Share(int dimension) =>
        values[dimension] is { } all ? (double)all.Count(inside => inside) / all.Length : high[dimension] - low[dimension];

    /// <summary>Share of the space that belongs to it, from 0 to 1.</summary>
    public double Volume() => Enumerable.Range(0, low.Length).Aggregate(1.0, (volume, i) => volume * Share(i));

    /// <summary>The two parts that a split makes of it.</summary>
    public (Room Below, Room Above) Halves(Split split)
    {
        var (d, below, above) = (split.Dimension, Copy(), Copy());
        if (split.Values is { } chosen)
        {
            below.values[d] = [.. values[d]!.Zip(chosen, (inside, first) => inside && first)];
            above.values[d] = [.. values[d]!.Zip(chosen, (inside, first) => inside && !first)];
        }
        else
        {
            below.high[d] = above.low[d] = split.Threshold;
        }

        return (below, above);
    }

    // The inner arrays are never written to.
    private Room Copy() => new([.. low], [.. high], [.. values]);
}
