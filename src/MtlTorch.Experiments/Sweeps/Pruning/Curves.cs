namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>Figures of curves, in which an epoch without a value is NaN and does not count.</summary>
internal static class Curves
{
    /// <summary>The lowest value; NaN if there is none.</summary>
    public static double Best(IEnumerable<double> curve) => curve.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Min();

    /// <summary>The value in the middle, or the mean of the two; NaN if there is none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
