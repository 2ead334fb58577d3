namespace MtlTorch.Tensors.Dense;

/// <summary>
/// Minimizes x'Ax / 2 + c'x over x >= 0 for a positive semi-definite A with c in its range: a non-negative least-squares
/// problem in its normal equations, solved by the active sets of Lawson and Hanson (1974, Solving Least Squares Problems,
/// chapter 23). Dependent rows need no care: of several minimizers it finds one.
/// </summary>
internal static class NonNegativeProgram
{
    /// <param name="a">A, symmetric.</param>
    /// <param name="c">c.</param>
    /// <param name="tolerance">Rounding error of A, relative to its rows.</param>
    public static double[] Solve(double[,] a, double[] c, double tolerance)
    {
        var x = new double[c.Length];
        var rightSide = c.Select(value => -value).ToArray();
        var positive = new GrowingCholesky(a, tolerance);
        var refused = new HashSet<int>();

        // In exact arithmetic no set comes twice; the bound is for rounding.
        for (var round = 0; round < 20 * (c.Length + 1); round++)
        {
            if (Entering(a, c, x, tolerance, positive, refused) is not { } entering)
            {
                break;
            }

            if (!positive.TryAdd(entering))
            {
                refused.Add(entering);
            }
            else if (positive.Solve(rightSide) is var target && target[entering] <= 0)
            {
                // It promised a descent that was nothing but rounding.
                positive.Remove(entering);
                refused.Add(entering);
            }
            else
            {
                refused.Clear();
                x = Advance(x, target, positive, rightSide);
            }
        }

        return x;
    }

    /// <summary>The unknown at zero that promises the largest descent; null at the minimum.</summary>
    private static int? Entering(double[,] a, double[] c, double[] x, double tolerance, GrowingCholesky positive, HashSet<int> refused)
    {
        int? best = null;
        var largest = 0.0;
        for (var j = 0; j < x.Length; j++)
        {
            if (positive.Has(j) || refused.Contains(j))
            {
                continue;
            }

            var (slope, size) = (-c[j], Math.Abs(c[j]));
            for (var k = 0; k < x.Length; k++)
            {
                slope -= a[j, k] * x[k];
                size += Math.Abs(a[j, k]) * x[k];
            }

            // Measured in units of the unknown's own curvature, so that scaling an unknown changes nothing.
            var descent = slope / Math.Sqrt(a[j, j]);
            if (slope > tolerance * size && descent > largest)
            {
                (best, largest) = (j, descent);
            }
        }

        return best;
    }

    /// <summary>Goes towards the minimum over the positive unknowns, and drops those that come to zero on the way.</summary>
    private static double[] Advance(double[] x, double[] target, GrowingCholesky positive, double[] rightSide)
    {
        while (positive.Chosen.Where(i => target[i] <= 0).ToList() is { Count: > 0 } blocking)
        {
            var first = blocking.MinBy(i => x[i] / (x[i] - target[i]));
            var step = x[first] / (x[first] - target[first]);
            positive.Remove(first);
            x = [.. x.Select((value, i) => positive.Has(i) ? Math.Max(0, value + step * (target[i] - value)) : 0)];
            target = positive.Solve(rightSide);
        }

        return target;
    }
}
