namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>Chances under the normal distribution with mean 0 and deviation 1.</summary>
internal static class Gaussian
{
    /// <summary>So many deviations from the mean nothing is left that a double would tell from 1.</summary>
    private const double Far = 8.5;

    private const double RootOfTwo = 1.4142135623730951;

    /// <summary>log of the root of 2 pi.</summary>
    public const double LogOfRoot = 0.91893853320467274;

    /// <summary>Chance of a number between two others; exact to about 1e-15 of the chance of one on the same side, also far from the mean.</summary>
    /// <param name="low">The smaller number.</param>
    /// <param name="high">The larger number.</param>
    public static double Mass(double low, double high)
    {
        if (low < -Far && high > Far)
        {
            return 1;
        }

        // The difference of two tails, of that side on which they are small.
        if (low + high > 0)
        {
            (low, high) = (-high, -low);
        }

        return (ErrorComplement(-high / RootOfTwo) - ErrorComplement(-low / RootOfTwo)) / 2;
    }

    /// <summary>
    /// erfc: 2 / root(pi) times the integral of exp(-t^2) from x on. By the series around 0 where it converges fast, else by the continued fraction of the tail (Abramowitz and Stegun 1964,
    /// 7.1.6 and 7.1.14).
    /// </summary>
    public static double ErrorComplement(double x)
    {
        if (x < 0)
        {
            return 2 - ErrorComplement(-x);
        }

        return x < 2 ? 1 - Series(x) : x > 27 ? 0 : Tail(x);
    }

    private static double Series(double x)
    {
        var term = x;
        var sum = x;
        for (var k = 1; term > 1e-17 * sum; k++)
        {
            term *= 2 * x * x / ((2 * k) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    private static double Tail(double x)
    {
        // Backwards from a depth from which nothing changes any more.
        var fraction = x;
        for (var k = x < 3 ? 60 : x < 5 ? 30 : 15; k > 0; k--)
        {
            fraction = x + (k / 2.0 / fraction);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }
}
