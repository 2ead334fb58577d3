namespace MtlTorch.Experiments.Comparing.Statistics;

/// <summary>The mean rank of models over metrics: 1 is the best in each of them.</summary>
public static class MeanRank
{
    private const double Rounding = 1e-12;

    /// <summary>Ranks models in each metric and averages over the metrics.</summary>
    /// <param name="figures">For each model its figure in each metric; NaN ranks last.</param>
    /// <param name="higherIsBetter">For each metric.</param>
    /// <returns>The mean rank of each model.</returns>
    public static IReadOnlyList<double> Of(IReadOnlyList<IReadOnlyList<double>> figures, IReadOnlyList<bool> higherIsBetter)
    {
        var columns = higherIsBetter.Select((higher, k) => Ranks([.. figures.Select(f => higher ? f[k] : -f[k])])).ToList();
        return [.. figures.Select((_, i) => columns.Average(ranks => ranks[i]))];
    }

    /// <summary>Ranks from 1 for the largest; equal ones share the mean of their places.</summary>
    private static double[] Ranks(double[] merits) =>
        [.. merits.Select(m => merits.Count(other => IsBetter(other, m)) + (merits.Count(other => !IsBetter(other, m) && !IsBetter(m, other)) + 1) / 2.0)];

    /// <summary>Means of equal figures in another order differ in their last digits; those are equal too.</summary>
    private static bool IsBetter(double one, double other) =>
        one - other > Rounding * Math.Max(Math.Abs(one), Math.Abs(other)) || (double.IsNaN(other) && !double.IsNaN(one));
}
