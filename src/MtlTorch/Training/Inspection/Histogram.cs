namespace MtlTorch.Training.Inspection;

/// <summary>How many numbers lie where, in bins of the same width.</summary>
/// <param name="From">Where the first bin begins.</param>
/// <param name="To">Where the last one ends; it holds this number too.</param>
/// <param name="Counts">Numbers in each bin.</param>
public sealed record Histogram(double From, double To, IReadOnlyList<long> Counts)
{
    /// <summary>Counts numbers.</summary>
    /// <param name="values">Numbers from <paramref name="from"/> to <paramref name="to"/>; what lies outside by rounding is counted at the edge.</param>
    /// <param name="from">Where the first bin begins.</param>
    /// <param name="to">Where the last one ends, above <paramref name="from"/>.</param>
    /// <param name="bins">Number of bins.</param>
    public static Histogram Of(IReadOnlyList<double> values, double from, double to, int bins)
    {
        var counts = new long[bins];
        foreach (var value in values)
        {
            counts[Math.Clamp((int)((value - from) / (to - from) * bins), 0, bins - 1)]++;
        }

        return new Histogram(from, to, counts);
    }
}
