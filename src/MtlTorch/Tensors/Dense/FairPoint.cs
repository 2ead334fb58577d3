namespace MtlTorch.Tensors.Dense;

/// <summary>
/// The x > 0 with G x = x^(-power), element by element: the minimum of x'Gx / 2 plus a convex barrier, so there is at most
/// one. Found by Newton's method, whose steps keep x positive.
/// </summary>
internal static class FairPoint
{
    private const int MostSteps = 500;
    private const double LastStep = 1e-7;

    /// <param name="gramian">G, positive semi-definite with a positive diagonal.</param>
    /// <param name="power">Above zero.</param>
    /// <param name="tolerance">Rounding error of G, relative to its rows.</param>
    /// <returns>x; null where there is none because some of the vectors behind G, with positive factors, cancel out.</returns>
    public static double[]? Find(double[,] gramian, double power, double tolerance)
    {
        if (MinNormPoint.Vanishes(gramian, MinNormPoint.Weights(gramian, tolerance), tolerance))
        {
            return null;
        }

        // The solution if G were diagonal: it has the scale of the true one, task by task.
        var x = DenseAlgebra.Diagonal(gramian).Select(square => Math.Pow(square, -1 / (1 + power))).ToArray();
        for (var count = 0; count < MostSteps; count++)
        {
            var residual = Residual(gramian, x, power);
            if (Direction(gramian, x, power, residual) is not { } direction)
            {
                return null;
            }

            var length = direction.Zip(x, (d, value) => Math.Abs(d) / value).Max();
            if (length < LastStep)
            {
                // Newton's method squares the error: after a step this small, the rest is rounding.
                return [.. x.Zip(direction, (value, d) => value + d)];
            }

            x = Step(gramian, x, power, direction, DenseAlgebra.Dot(residual, direction), Math.Min(1, 0.5 / length));
        }

        return x;
    }

    private static double[] Residual(double[,] gramian, double[] x, double power) =>
        [.. DenseAlgebra.Times(gramian, x).Zip(x, (product, value) => product - Math.Pow(value, -power))];

    private static double[]? Direction(double[,] gramian, double[] x, double power, double[] residual)
    {
        var curvature = DenseAlgebra.Square(x.Length, (i, j) => gramian[i, j] + (i == j ? power * Math.Pow(x[i], -power - 1) : 0));
        return GrowingCholesky.Solve(curvature, [.. residual.Select(r => -r)], tolerance: 0);
    }

    /// <summary>Halves the step until it does not lead up the other side of the valley.</summary>
    private static double[] Step(double[,] gramian, double[] x, double power, double[] direction, double slope, double step)
    {
        while (true)
        {
            double[] next = [.. x.Zip(direction, (value, d) => value + step * d)];
            var there = DenseAlgebra.Dot(Residual(gramian, next, power), direction);
            if (there <= 0.25 * Math.Abs(slope) || step < LastStep)
            {
                return next;
            }

            step /= 2;
        }
    }
}
