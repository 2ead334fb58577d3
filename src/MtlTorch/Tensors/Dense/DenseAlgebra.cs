namespace MtlTorch.Tensors.Dense;

/// <summary>Products of small dense vectors and matrices.</summary>
internal static class DenseAlgebra
{
    /// <summary>a'b.</summary>
    public static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>A x.</summary>
    public static double[] Times(double[,] matrix, double[] vector)
    {
        var product = new double[matrix.GetLength(0)];
        for (var i = 0; i < product.Length; i++)
        {
            product[i] = RowTimes(matrix, i, vector);
        }

        return product;
    }

    /// <summary>Element i of A x.</summary>
    public static double RowTimes(double[,] matrix, int row, double[] vector)
    {
        var sum = 0.0;
        for (var j = 0; j < vector.Length; j++)
        {
            sum += matrix[row, j] * vector[j];
        }

        return sum;
    }

    /// <summary>x'Ax.</summary>
    public static double Form(double[,] matrix, double[] vector) => Dot(vector, Times(matrix, vector));

    /// <summary>A square matrix of which every element is given by a function of its place.</summary>
    public static double[,] Square(int size, Func<int, int, double> element)
    {
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                matrix[i, j] = element(i, j);
            }
        }

        return matrix;
    }

    /// <summary>The elements on the diagonal.</summary>
    public static double[] Diagonal(double[,] matrix) => [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => matrix[i, i])];
}
