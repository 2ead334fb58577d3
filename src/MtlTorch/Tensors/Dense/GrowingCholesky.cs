namespace MtlTorch.Tensors.Dense;

/// <summary>
/// Cholesky factor L L' of those rows and columns of a positive semi-definite matrix that were chosen so far. Rows that
/// depend on the chosen ones are refused; what "depend" means does not change when a row and its column are scaled.
/// </summary>
/// <param name="matrix">The whole matrix, symmetric.</param>
/// <param name="tolerance">Smallest part of a row's diagonal element that must be left when the chosen rows are projected out.</param>
internal sealed class GrowingCholesky(double[,] matrix, double tolerance)
{
    private readonly double[,] factor = new double[matrix.GetLength(0), matrix.GetLength(0)];
    private readonly List<int> chosen = [];
    private readonly bool[] isChosen = new bool[matrix.GetLength(0)];

    /// <summary>The rows chosen so far.</summary>
    public IReadOnlyList<int> Chosen => chosen;

    /// <summary>Whether a row is among them.</summary>
    public bool Has(int index) => isChosen[index];

    /// <summary>The solution of A x = b, or null if a row of A depends on others.</summary>
    public static double[]? Solve(double[,] matrix, double[] rightSide, double tolerance)
    {
        var cholesky = new GrowingCholesky(matrix, tolerance);
        return Enumerable.Range(0, rightSide.Length).All(cholesky.TryAdd) ? cholesky.Solve(rightSide) : null;
    }

    /// <summary>Chooses one more row, if it does not depend on the chosen ones.</summary>
    public bool TryAdd(int index)
    {
        var row = chosen.Count;
        var rest = matrix[index, index];
        for (var k = 0; k < row; k++)
        {
            var value = matrix[index, chosen[k]];
            for (var m = 0; m < k; m++)
            {
                value -= factor[row, m] * factor[k, m];
            }

            factor[row, k] = value / factor[k, k];
            rest -= factor[row, k] * factor[row, k];
        }

        // Written so that NaN is refused.
        if (!(rest > tolerance * matrix[index, index]))
        {
            return false;
        }

        factor[row, row] = Math.Sqrt(rest);
        chosen.Add(index);
        isChosen[index] = true;
        return true;
    }

    /// <summary>Takes a row back.</summary>
    public void Remove(int index)
    {
        var place = chosen.IndexOf(index);
        var behind = chosen.Skip(place + 1).ToList();
        chosen.Skip(place).ToList().ForEach(i => isChosen[i] = false);
        chosen.RemoveRange(place, chosen.Count - place);
        behind.ForEach(i => TryAdd(i));
    }

    /// <summary>Solves the equations of the chosen rows; the other unknowns are zero.</summary>
    public double[] Solve(double[] rightSide)
    {
        var count = chosen.Count;
        var inner = new double[count];
        for (var i = 0; i < count; i++)
        {
            inner[i] = rightSide[chosen[i]];
            for (var k = 0; k < i; k++)
            {
                inner[i] -= factor[i, k] * inner[k];
            }

            inner[i] /= factor[i, i];
        }

        var solution = new double[rightSide.Length];
        for (var i = count - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < count; k++)
            {
                inner[i] -= factor[k, i] * inner[k];
            }

            inner[i] /= factor[i, i];
            solution[chosen[i]] = inner[i];
        }

        return solution;
    }
}
