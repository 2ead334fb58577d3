namespace MtlTorch.Tensors.Dense;

/// <summary>The weights that are not negative and sum to 1.</summary>
internal static class Simplex
{
    /// <summary>The nearest point of the simplex (Duchi et al. 2008, Efficient Projections onto the l1-Ball, figure 1).</summary>
    public static double[] Project(double[] point)
    {
        // A shift of all numbers changes nothing, and near zero no digits are lost.
        var largest = point.Max();
        var descending = point.Select(value => value - largest).OrderDescending().ToArray();
        var (sum, shift) = (0.0, 0.0);
        for (var count = 1; count <= descending.Length; count++)
        {
            sum += descending[count - 1];
            var candidate = (sum - 1) / count;
            if (descending[count - 1] > candidate)
            {
                shift = candidate;
            }
        }

        return [.. point.Select(value => Math.Max(0, value - largest - shift))];
    }
}
