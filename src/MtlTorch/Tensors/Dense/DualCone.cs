namespace MtlTorch.Tensors.Dense;

/// <summary>The cone of the directions that conflict with none of the vectors g_i: {d : g_i'd >= 0 for all i}.</summary>
internal static class DualCone
{
    /// <summary>
    /// The projection of the combination sum_i u_i g_i onto the cone, as a combination: the v that minimizes v'Gv subject to
    /// v >= u (Quinton and Rey 2024, proposition 1). With v = u + x that is a program over x >= 0.
    /// </summary>
    /// <param name="gramian">G, the inner products of the vectors.</param>
    /// <param name="combination">u.</param>
    /// <param name="tolerance">Rounding error of G, relative to its rows.</param>
    public static double[] Project(double[,] gramian, double[] combination, double tolerance)
    {
        var added = NonNegativeProgram.Solve(gramian, DenseAlgebra.Times(gramian, combination), tolerance);
        return [.. combination.Zip(added, (u, x) => u + x)];
    }
}
