namespace MtlTorch.Balancing;

/// <summary>The inner products of the tasks' gradients, G = J J' [T, T]: symmetric, positive semi-definite.</summary>
/// <param name="values">The products; symmetric.</param>
/// <param name="epsilon">Rounding error of the gradients' number type: what lies below, relative to the largest product, is noise.</param>
public sealed class Gramian(double[,] values, double epsilon)
{
    private const long SmallProduct = 1_000_000;
    private const long LongestStretch = 8192;
    private const long ShortestStretch = 1024;

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
        var flat = Inner(left, right).to(torch.float64).cpu().data<double>().ToArray();
        var products = new double[tasks, tasks];
        Buffer.BlockCopy(flat, 0, products, 0, flat.Length * sizeof(double));
        return products;
    }

    /// <summary>
    /// Left times the transpose of right [T, T]. A product of few rows with millions of columns is one that OpenBLAS does slowly; for factors of less than a million
    /// multiplications it has kernels of its own. So the columns are divided into stretches of that size, and their products summed: three times as fast.
    /// </summary>
    private static torch.Tensor Inner(torch.Tensor left, torch.Tensor right)
    {
        var (tasks, columns) = (left.size(0), left.size(1));
        var length = Math.Min(LongestStretch, SmallProduct / (tasks * tasks));
        if (left.device_type != DeviceType.CPU || length < ShortestStretch || tasks * tasks * columns < 2 * SmallProduct)
        {
            return left.mm(right.t());
        }

        var stretches = columns / length;
        var (whole, rest) = (stretches * length, columns - (stretches * length));
        var sum = Divided(left).bmm(Divided(right).transpose(1, 2)).sum(dim: 0);
        return rest == 0 ? sum : sum.addmm_(left.narrow(1, whole, rest), right.narrow(1, whole, rest).t());

        torch.Tensor Divided(torch.Tensor rows) => rows.narrow(1, 0, whole).reshape(tasks, stretches, length).transpose(0, 1);
    }
}
