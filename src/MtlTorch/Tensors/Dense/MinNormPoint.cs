namespace MtlTorch.Tensors.Dense;

/// <summary>The point of smallest norm in the convex hull of vectors that are known by their inner products G.</summary>
internal static class MinNormPoint
{
    private const double SimilarLengths = 1e-2;

    /// <summary>Weights w on the simplex with the smallest w'Gw.</summary>
    /// <param name="gramian">G.</param>
    /// <param name="tolerance">Rounding error of G, relative to its rows.</param>
    public static double[] Weights(double[,] gramian, double tolerance)
    {
        double[] lengths = [.. DenseAlgebra.Diagonal(gramian).Select(Math.Sqrt)];
        var zeros = lengths.Count(length => length == 0);
        if (zeros > 0)
        {
            return [.. lengths.Select(length => length == 0 ? 1.0 / zeros : 0)];
        }

        return Cancelling(gramian, lengths, tolerance) ?? WeightsInUnit(gramian, lengths.Min() * lengths.Min(), tolerance);
    }

    /// <summary>
    /// Weights with which vectors of very different lengths cancel each other out, or null. They do so at any length, but are seen to
    /// only at equal ones: beside a very much shorter vector their cancelling would pass for rounding.
    /// </summary>
    private static double[]? Cancelling(double[,] gramian, double[] lengths, double tolerance)
    {
        if (lengths.Min() > SimilarLengths * lengths.Max())
        {
            return null;
        }

        var directions = DenseAlgebra.Square(lengths.Length, (i, j) => gramian[i, j] / lengths[i] / lengths[j]);
        var weights = WeightsInUnit(directions, 1, tolerance);
        return Vanishes(directions, weights, tolerance) ? Normalize([.. weights.Zip(lengths, (w, length) => w / length)]) : null;
    }

    /// <summary>
    /// The condition sum w = 1 becomes a penalty: the x >= 0 that minimizes x'Gx / unit + (1'x - 1)^2 is a multiple of w,
    /// whatever the unit. With the shortest vector's square as unit sum x lies between 1/2 and 1.
    /// </summary>
    private static double[] WeightsInUnit(double[,] gramian, double unit, double tolerance)
    {
        var size = gramian.GetLength(0);
        var penalized = DenseAlgebra.Square(size, (i, j) => (gramian[i, j] / unit) + 1);
        return Normalize(NonNegativeProgram.Solve(penalized, [.. Enumerable.Repeat(-1.0, size)], tolerance));
    }

    private static double[] Normalize(double[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>Whether the combination's norm is nothing but the rounding error of its terms.</summary>
    /// <param name="gramian">G.</param>
    /// <param name="weights">The combination.</param>
    /// <param name="tolerance">Rounding error of G, relative to its rows.</param>
    public static bool Vanishes(double[,] gramian, double[] weights, double tolerance)
    {
        var terms = DenseAlgebra.Diagonal(gramian).Zip(weights, (square, w) => Math.Sqrt(square) * Math.Abs(w)).Sum();
        return DenseAlgebra.Form(gramian, weights) <= tolerance * terms * terms;
    }
}
