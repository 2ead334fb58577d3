namespace MtlTorch.Experiments.Comparing.Statistics;

/// <summary>Student's t distribution with a whole number of degrees of freedom, both tails together.</summary>
public static class StudentT
{
    private const double Precision = 1e-16;
    private const int MostTerms = 10_000;

    /// <summary>P(|T| >= |t|).</summary>
    /// <param name="t">Where the tails begin.</param>
    /// <param name="degrees">Degrees of freedom, from 1.</param>
    public static double TwoSided(double t, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (double.IsNaN(t) || double.IsInfinity(t))
        {
            return double.IsNaN(t) ? double.NaN : 0;
        }

        // The regularized incomplete beta function I_x(degrees / 2, 1 / 2) at x = degrees / (degrees + t^2); DLMF 8.17.
        var (x, rest) = (degrees / (degrees + t * t), t * t / (degrees + t * t));
        var (a, b) = (degrees / 2.0, 0.5);
        var front = Math.Pow(x, a) * Math.Sqrt(rest) / Beta(degrees);

        // The fraction converges fast up to the mean of the beta distribution; beyond it the mirror image is taken.
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - front * Fraction(b, a, rest) / b;
    }

    /// <summary>The t with P(|T| &lt;= t) = <paramref name="coverage"/>: half the width of a confidence interval, in standard errors.</summary>
    /// <param name="coverage">From 0 to below 1, for example 0.95.</param>
    /// <param name="degrees">Degrees of freedom, from 1.</param>
    public static double Bound(double coverage, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(coverage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(coverage, 1);
        var (low, high) = (0.0, 1.0);
        while (TwoSided(high, degrees) > 1 - coverage)
        {
            high *= 2;
        }

        // Halving until no number lies between the two ends.
        for (var middle = high / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            (low, high) = TwoSided(middle, degrees) > 1 - coverage ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>B(degrees / 2, 1 / 2), from B(1/2, 1/2) = pi or B(1, 1/2) = 2 by B(a + 1, b) = B(a, b) a / (a + b).</summary>
    private static double Beta(int degrees)
    {
        var isOdd = degrees % 2 == 1;
        var value = isOdd ? Math.PI : 2;
        for (var a = isOdd ? 0.5 : 1; a < degrees / 2.0; a++)
        {
            value *= a / (a + 0.5);
        }

        return value;
    }

    /// <summary>The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method.</summary>
    private static double Fraction(double a, double b, double x)
    {
        var (value, numerator, denominator) = (1.0, 1.0, 0.0);
        for (var i = 1; i < MostTerms; i++)
        {
            var term = Coefficient(i, a, b, x);
            denominator = 1 / NotZero(1 + term * denominator);
            numerator = NotZero(1 + term / numerator);
            value *= numerator * denominator;
            if (Math.Abs(numerator * denominator - 1) < Precision)
            {
                break;
            }
        }

        // So far it is 1 + d1 / (1 + d2 / ...); wanted is its inverse.
        return 1 / value;
    }

    private static double Coefficient(int i, double a, double b, double x)
    {
        var m = i / 2;
        return i % 2 == 0
            ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    }

    private static double NotZero(double value) => value == 0 ? 1e-300 : value;
}
