namespace MtlTorch.Balancing;

/// <summary>The inner products of the tasks' gradients, G = J J' [T, T]: symmetric, positive semi-definite.</summary>
/// <param name="values">The products; symmetric.</param>
/// <param name="epsilon">Rounding error of the gradients' number type: what lies below, relative to the largest product, is noise.</param>
public sealed class Gramian(double[,] values, double epsilon)
{
    /// <summary>Number of tasks T.</summary>
    public int Tasks { get; } = values.GetLength(0);

    /// <summary>Rounding error of the gradients' number type.</summary>
    public double Epsilon { get; } = epsilon;

    /// <summary>Rounding error of a sum over the tasks: where a method must tell something from nothing, the border lies here.</summary>
    public double Tolerance => Tasks * Epsilon;

    /// <summary>Whether all products are finite numbers.</summary>
    public bool IsFinite { get; } = values.Cast<double>().All(double.IsFinite);

    /// <summary>The products as a matrix of their own.</summary>
    public double[,] ToArray() => (double[,])values.Clone();

    /// <summary>Inner product of the gradients of tasks i and j.</summary>
    public double this[int i, int j] => values[i, j];

    /// <summary>Norm of the gradient of task i.</summary>
    public double Norm(int i) => Math.Sqrt(values[i, i]);

    /// <summary>The products of the rows of a Jacobian [T, D]. Only T x T numbers leave its device.</summary>
    public static Gramian Of(torch.Tensor jacobian)
    {
        return new Gramian(Products(jacobian, jacobian), jacobian.dtype == torch.float64 ? double.BitIncrement(1) - 1 : float.BitIncrement(1) - 1);
    }

    /// <summary>The products of each row of one matrix [T, D] with each of another.</summary>
    public static double[,] Products(torch.Tensor left, torch.Tensor right)
    {
        using var scope = torch.NewDisposeScope();
        var tasks = (int)left.shape[0];
        var flat = left.mm(right.t()).to(torch.float64).cpu().data<double>().ToArray();
        var products = new double[tasks, tasks];
        Buffer.BlockCopy(flat, 0, products, 0, flat.Length * sizeof(double));
        return products;
    }
}
