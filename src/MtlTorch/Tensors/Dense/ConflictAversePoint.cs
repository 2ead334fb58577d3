namespace MtlTorch.Tensors.Dense;

/// <summary>
/// The weights w on the simplex that minimize g_w'g_0 + radius |g_w|, where g_w = sum_i w_i g_i and g_0 is a given combination.
/// </summary>
/// <remarks>
/// With |g_w| = min over t > 0 of g_w'g_w / (2t) + t/2, and s = t / radius, the inner problem for a fixed s is that of the
/// shortest vector in the convex hull of the shifted vectors g_i + s g_0. What remains is one equation, |g_w(s)| = s radius, whose
/// left side divided by its right side only falls.
/// </remarks>
internal static class ConflictAversePoint
{
    private const double Stride = 1.5;
    private const int MostSteps = 100;
    private const double Precision = 1e-14;

    /// <param name="gramian">G, the inner products of the vectors.</param>
    /// <param name="center">The combination g_0.</param>
    /// <param name="radius">At least zero.</param>
    /// <param name="tolerance">Rounding error of G, relative to its rows.</param>
    public static double[] Weights(double[,] gramian, double[] center, double radius, double tolerance)
    {
        var longest = Math.Sqrt(DenseAlgebra.Diagonal(gramian).Max());
        if (radius == 0 || longest == 0)
        {
            return center;
        }

        var along = DenseAlgebra.Times(gramian, center);
        var square = DenseAlgebra.Dot(center, along);
        double[] Shifted(double shift) => MinNormPoint.Weights(
            DenseAlgebra.Square(center.Length, (i, j) => gramian[i, j] + (shift * (along[i] + along[j])) + (shift * shift * square)), tolerance);
        double Excess(double logarithm)
        {
            var shift = Math.Exp(logarithm);
            return Math.Log(Math.Sqrt(Math.Max(0, DenseAlgebra.Form(gramian, Shifted(shift)))) / (shift * radius));
        }

        // No g_w is longer than the longest vector: the root lies below. Towards zero everything drowns in rounding.
        var high = Math.Log(longest / radius);
        var low = high - Stride;
        for (; !(Excess(low) > 0); low -= Stride)
        {
            var weights = Shifted(Math.Exp(low));
            if (!(Math.Exp(low) > 0) || MinNormPoint.Vanishes(gramian, weights, tolerance))
            {
                return weights;
            }
        }

        return Shifted(Math.Exp(RootOfFalling(Excess, low, low + Stride)));
    }

    /// <summary>
    /// Where a falling function crosses zero, by the Illinois variant of the false position; bisection every third time guards against
    /// ends that hardly move.
    /// </summary>
    private static double RootOfFalling(Func<double, double> f, double low, double high)
    {
        var (atLow, atHigh) = (f(low), f(high));
        var fromBelow = false;
        for (var count = 0; count < MostSteps && high - low > Precision; count++)
        {
            var straight = count % 3 < 2 && double.IsFinite(atHigh);
            var middle = straight ? ((low * atHigh) - (high * atLow)) / (atHigh - atLow) : (low + high) / 2;
            var value = f(middle);
            if (Math.Abs(value) < Precision)
            {
                return middle;
            }

            // The end that stays a second time counts half.
            var again = count > 0 && fromBelow == value > 0;
            fromBelow = value > 0;
            (low, atLow, high, atHigh) = fromBelow ? (middle, value, high, again ? atHigh / 2 : atHigh) : (low, again ? atLow / 2 : atLow, middle, value);
        }

        return (low + high) / 2;
    }
}
