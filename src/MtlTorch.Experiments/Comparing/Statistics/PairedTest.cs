namespace MtlTorch.Experiments.Comparing.Statistics;

/// <summary>Student's paired t-test, two-sided: whether the mean of the differences of pairs is other than zero.</summary>
/// <param name="Pairs">Number of pairs, at least two.</param>
/// <param name="Difference">Mean of first minus second.</param>
/// <param name="Lower">Lower end of the confidence interval of the mean difference.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="P">
/// Probability of a mean difference at least as large if there were none; null where all differences are the same: the test
/// measures the difference by its spread, and there is none.
/// </param>
public sealed record PairedTest(int Pairs, double Difference, double Lower, double Upper, double? P)
{
    /// <summary>Share of the confidence interval.</summary>
    public const double Coverage = 0.95;

    /// <summary>Differences that vary by less than this share of the figures are the same but for rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Tests pairs of figures.</summary>
    /// <returns>Null where there are fewer than two pairs, or a figure is not finite.</returns>
    public static PairedTest? Of(IReadOnlyList<(double First, double Second)> pairs)
    {
        if (pairs.Count < 2 || pairs.Any(p => !double.IsFinite(p.First) || !double.IsFinite(p.Second)))
        {
            return null;
        }

        var differences = new Sample([.. pairs.Select(p => p.First - p.Second)]);
        var (mean, deviation) = (differences.Mean, differences.Deviation!.Value);
        if (deviation <= Rounding * pairs.Max(p => Math.Max(Math.Abs(p.First), Math.Abs(p.Second))))
        {
            return new PairedTest(pairs.Count, mean, mean, mean, null);
        }

        var degrees = pairs.Count - 1;
        var error = deviation / Math.Sqrt(pairs.Count);
        var reach = StudentT.Bound(Coverage, degrees) * error;
        return new PairedTest(pairs.Count, mean, mean - reach, mean + reach, StudentT.TwoSided(mean / error, degrees));
    }

    /// <summary>Tests whether the mean of figures is other than zero: pairs with zeros.</summary>
    /// <returns>Null where there are fewer than two figures, or one is not finite.</returns>
    public static PairedTest? AgainstZero(IEnumerable<double> figures) => Of([.. figures.Select(f => (f, 0.0))]);
}
