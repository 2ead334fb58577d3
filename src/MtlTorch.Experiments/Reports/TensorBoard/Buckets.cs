using MtlTorch.Experiments.Reports.TensorBoard.Protos;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>Counts numbers in buckets of equal width from the smallest to the largest, as many as TensorBoard draws.</summary>
internal static class Buckets
{
    private const int Most = 30;

    /// <summary>The histogram of the finite numbers; null if there is none.</summary>
    public static HistogramProto? Count(ReadOnlySpan<float> values)
    {
        var histogram = Moments(values);
        if (histogram.Num == 0)
        {
            return null;
        }

        var width = (histogram.Max - histogram.Min) / Most;
        var counts = width > 0 ? Count(values, histogram.Min, 1 / width) : [(long)histogram.Num];
        histogram.Bucket.AddRange(counts.Select(count => (double)count));
        // A bucket reaches from the limit before it to its own; the last one must not miss the maximum by rounding.
        histogram.BucketLimit.AddRange(counts.Select((_, i) => i == counts.Length - 1 ? histogram.Max : histogram.Min + (i + 1) * width));
        return histogram;
    }

    private static long[] Count(ReadOnlySpan<float> values, double least, double scale)
    {
        var counts = new long[Most];
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                counts[Math.Min((int)((value - least) * scale), Most - 1)]++;
            }
        }

        return counts;
    }

    private static HistogramProto Moments(ReadOnlySpan<float> values)
    {
        var (count, least, most, sum, squares) = (0L, float.PositiveInfinity, float.NegativeInfinity, 0.0, 0.0);
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                count++;
                least = Math.Min(least, value);
                most = Math.Max(most, value);
                sum += value;
                squares += (double)value * value;
            }
        }

        return new HistogramProto { Num = count, Min = least, Max = most, Sum = sum, SumSquares = squares };
    }
}
