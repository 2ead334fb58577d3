using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing.Gradients;

/// <summary>Gradients of tasks to try methods with.</summary>
internal sealed record Jacobian(double[][] Rows)
{
    private const double Rounding = 2.220446049250313e-16;

    public int Tasks => Rows.Length;

    public double[] Losses => [.. Rows.Select((_, i) => 0.5 + i)];

    /// <summary>Up to seven tasks whose gradients are independent and of similar size.</summary>
    public static Gen<Jacobian> Typical(int fewestTasks = 1) => Gen.Choose(0, 1_000_000).Select(seed => Draw(seed, fewestTasks, 7, 12));

    /// <summary>The same, but some rows are zero, doubled, turned around or scaled by up to 1e10, and more tasks than dimensions occur.</summary>
    public static Gen<Jacobian> Awkward(int fewestTasks = 1) => Gen.Choose(0, 1_000_000).Select(seed =>
    {
        var random = new Random(seed);
        var drawn = Draw(seed, fewestTasks, 7, random.Next(1, 12));
        for (var i = 0; i < drawn.Tasks; i++)
        {
            var other = drawn.Rows[random.Next(drawn.Tasks)];
            drawn.Rows[i] = random.Next(8) switch
            {
                0 => [.. other.Select(_ => 0.0)],
                1 => [.. other],
                2 => [.. other.Select(x => -2 * x)],
                3 => Scale(drawn.Rows[i], Math.Pow(10, random.Next(-10, 11))),
                _ => drawn.Rows[i],
            };
        }

        return drawn;
    });

    /// <summary>The cases that break solvers, by name.</summary>
    public static IEnumerable<TestCaseData> Degenerate()
    {
        double[] a = [1, 2, -1, 0.5], b = [-2, 1, 0.5, 1], zero = [0, 0, 0, 0], c = [0.5, -1, 2, 1];
        var named = new (string Name, Jacobian Rows)[]
        {
            ("one task", new([a])),
            ("one zero task", new([zero])),
            ("zero row", new([a, zero, b])),
            ("all zero", new([zero, zero, zero])),
            ("duplicate rows", new([a, b, a, b])),
            ("opposite rows", new([a, Scale(a, -1), b])),
            ("only opposite rows", new([a, Scale(a, -3)])),
            ("parallel rows", new([a, Scale(a, 2), Scale(a, 1e-3)])),
            ("norms from 1e-10 to 1e10", new([Scale(a, 1e-10), b, Scale(c, 1e10)])),
            ("all norms 1e-10", new([Scale(a, 1e-10), Scale(b, 1e-10), Scale(c, 1e-10)])),
            ("all norms 1e10", new([Scale(a, 1e10), Scale(b, 1e10), Scale(c, 1e10)])),
            ("50 tasks", Draw(7, 50, 50, 80)),
            ("50 dependent tasks", Draw(8, 50, 50, 10)),
            ("100 tasks", Draw(9, 100, 100, 150)),
        };
        return named.Select(n => new TestCaseData(n.Rows).SetArgDisplayNames(n.Name));
    }

    public Gramian Gramian(double epsilon = Rounding)
    {
        var products = new double[Tasks, Tasks];
        for (var i = 0; i < Tasks; i++)
        {
            for (var j = 0; j < Tasks; j++)
            {
                products[i, j] = Rows[i].Zip(Rows[j], (x, y) => x * y).Sum();
            }
        }

        return new Gramian(products, epsilon);
    }

    /// <summary>The gradients' sum with weights.</summary>
    public double[] Direction(double[] weights) => [.. Enumerable.Range(0, Rows[0].Length).Select(k => Rows.Zip(weights, (row, w) => w * row[k]).Sum())];

    /// <summary>Length of the direction before its terms cancel: what rounding errors are measured by.</summary>
    public double Size(double[] weights) => Rows.Zip(weights, (row, w) => Math.Abs(w) * Math.Sqrt(row.Sum(x => x * x))).Sum();

    public Jacobian Scaled(double factor) => new([.. Rows.Select(row => Scale(row, factor))]);

    public Jacobian WithScaled(int task, double factor) => new([.. Rows.Select((row, i) => i == task ? Scale(row, factor) : row)]);

    public Jacobian Permuted(int[] order) => new([.. order.Select(i => Rows[i])]);

    public override string ToString() => string.Join("; ", Rows.Select(row => string.Join(", ", row.Select(x => x.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))));

    public static Jacobian Draw(int seed, int fewestTasks, int mostTasks, int dimensions)
    {
        var random = new Random(seed);
        var tasks = random.Next(fewestTasks, mostTasks + 1);
        return new([.. Enumerable.Range(0, tasks).Select(_ => Enumerable.Range(0, dimensions).Select(_ => (2 * random.NextDouble()) - 1.1).ToArray())]);
    }

    private static double[] Scale(double[] row, double factor) => [.. row.Select(x => x * factor)];
}
