namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>
/// How wide the kernels of a number are. They follow the spread of the values (Scott 1992), narrower than is best for a density that is looked at: what counts is where the good values are. With
/// few values they stay wide, and they are never so narrow that nothing new is drawn. docs/results/samplers.md has what else was tried.
/// </summary>
internal static class Bandwidth
{
    /// <summary>In units of Scott's width.</summary>
    private const double Factor = 0.3;

    private const double Least = 0.01;

    /// <summary>The deviation of the kernels, as a share of the range.</summary>
    /// <param name="values">The values that there are, as shares of the range.</param>
    /// <param name="points">Number of points, those without a value included.</param>
    /// <param name="dimensions">Number of dimensions of the space.</param>
    public static double Of(double[] values, int points, int dimensions)
    {
        if (values.Length == 0)
        {
            return 1;
        }

        var scott = Spread(values) * Math.Pow(values.Length + 1, -1.0 / (dimensions + 4));
        var wide = 1 / ((1.0 + points) * (1 + points));
        return Math.Min(Math.Max(Factor * scott, Math.Max(Least, wide)), 1);
    }

    /// <summary>The deviation of the values and of the even density, which counts as one more; or that which a normal distribution with their quartiles has, where it is smaller.</summary>
    private static double Spread(double[] values)
    {
        double[] sorted = [.. values.Order()];
        var mean = (sorted.Sum() + 0.5) / (sorted.Length + 1);
        var even = ((0.5 - mean) * (0.5 - mean)) + (1.0 / 12);
        var deviation = Math.Sqrt((sorted.Sum(v => (v - mean) * (v - mean)) + even) / (sorted.Length + 1));
        var quartiles = (sorted[(sorted.Length - 1) * 3 / 4] - sorted[sorted.Length / 4]) / 1.34;
        return quartiles > 0 ? Math.Min(deviation, quartiles) : deviation;
    }
}
