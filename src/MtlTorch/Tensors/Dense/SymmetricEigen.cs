namespace MtlTorch.Tensors.Dense;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric, positive semi-definite matrix by Jacobi's rotations. The rotations stop when
/// each element is small beside its own two diagonal elements: so that small eigenvalues of a matrix whose rows differ much in
/// size come out as exactly as large ones (Demmel and Veselic 1992, Jacobi's method is more accurate than QR).
/// </summary>
internal sealed class SymmetricEigen
{
    private const double Epsilon = 2.220446049250313e-16;
    private const int MostSweeps = 60;

    private readonly double[,] matrix;

    /// <param name="symmetric">The matrix.</param>
    public SymmetricEigen(double[,] symmetric)
    {
        matrix = (double[,])symmetric.Clone();
        var size = matrix.GetLength(0);
        Vectors = DenseAlgebra.Square(size, (i, j) => i == j ? 1 : 0);
        for (var sweep = 0; sweep < MostSweeps && Sweep(size); sweep++)
        {
        }

        Values = DenseAlgebra.Diagonal(matrix);
    }

    /// <summary>The eigenvalues, in no particular order.</summary>
    public double[] Values { get; }

    /// <summary>Column k is the eigenvector of value k.</summary>
    public double[,] Vectors { get; }

    /// <summary>The matrix with f(eigenvalue) in the place of each eigenvalue, times a vector.</summary>
    public double[] Apply(Func<double, double> f, double[] vector)
    {
        var result = new double[vector.Length];
        for (var k = 0; k < vector.Length; k++)
        {
            var along = 0.0;
            for (var i = 0; i < vector.Length; i++)
            {
                along += Vectors[i, k] * vector[i];
            }

            along *= f(Values[k]);
            for (var i = 0; i < vector.Length; i++)
            {
                result[i] += Vectors[i, k] * along;
            }
        }

        return result;
    }

    /// <summary>Meets each pair once; false when there was nothing to rotate.</summary>
    private bool Sweep(int size)
    {
        var rotated = false;
        for (var p = 0; p < size; p++)
        {
            for (var q = p + 1; q < size; q++)
            {
                if (Math.Abs(matrix[p, q]) > Epsilon * Math.Sqrt(Math.Abs(matrix[p, p])) * Math.Sqrt(Math.Abs(matrix[q, q])))
                {
                    Rotate(p, q, size);
                    rotated = true;
                }
            }
        }

        return rotated;
    }

    /// <summary>The rotation of axes p and q that makes element [p, q] zero (Golub and Van Loan, Matrix Computations, 8.5.2).</summary>
    private void Rotate(int p, int q, int size)
    {
        var element = matrix[p, q];
        var ratio = (matrix[q, q] - matrix[p, p]) / (2 * element);
        var tangent = (ratio < 0 ? -1 : 1) / (Math.Abs(ratio) + Math.Sqrt(1 + ratio * ratio));
        var cosine = 1 / Math.Sqrt(1 + tangent * tangent);
        var sine = tangent * cosine;
        for (var k = 0; k < size; k++)
        {
            (Vectors[k, p], Vectors[k, q]) = (cosine * Vectors[k, p] - sine * Vectors[k, q], sine * Vectors[k, p] + cosine * Vectors[k, q]);
            if (k != p && k != q)
            {
                (matrix[k, p], matrix[k, q]) = (cosine * matrix[k, p] - sine * matrix[k, q], sine * matrix[k, p] + cosine * matrix[k, q]);
                (matrix[p, k], matrix[q, k]) = (matrix[k, p], matrix[k, q]);
            }
        }

        matrix[p, p] -= tangent * element;
        matrix[q, q] += tangent * element;
        matrix[p, q] = matrix[q, p] = 0;
    }
}
