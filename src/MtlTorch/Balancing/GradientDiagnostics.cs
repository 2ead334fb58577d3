namespace MtlTorch.Balancing;

/// <summary>How the tasks' gradients lie to each other at one step. Everything is defined for any gradients, zero ones included; silent tasks do not count.</summary>
public sealed record GradientDiagnostics
{
    /// <summary>Length of each task's gradient [T]; NaN for a silent task.</summary>
    public required IReadOnlyList<double> Norms { get; init; }

    /// <summary>Cosine of the angle between each two gradients, from -1 to 1; 0 for a gradient of zero, NaN beside a silent task [T, T].</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Cosines { get; init; }

    /// <summary>
    /// Magnitude similarity of each two gradients, 2 |g_i| |g_j| / (|g_i|^2 + |g_j|^2): 1 for equal lengths, near 0 where one
    /// dominates (Yu et al. 2020, definition 2); NaN beside a silent task [T, T].
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<double>> MagnitudeSimilarities { get; init; }

    /// <summary>Share of the pairs of present tasks whose gradients point against each other, from 0 to 1; 0 for a single task.</summary>
    public required double ConflictingPairs { get; init; }

    /// <summary>Largest singular value of the Jacobian over its smallest above rounding error: 1 for orthogonal gradients of equal length.</summary>
    public required double ConditionNumber { get; init; }

    /// <summary>Measures the rows of a Jacobian [T, D].</summary>
    /// <param name="jacobian">The gradients.</param>
    /// <param name="present">Whose count, one at least; all if null.</param>
    public static GradientDiagnostics Of(torch.Tensor jacobian, PresentTasks? present = null)
    {
        if (present is { AreAll: false })
        {
            using var scope = torch.NewDisposeScope();
            return Of(present.Of(jacobian)).Among(present);
        }

        var gramian = Gramian.Of(jacobian);
        var tasks = gramian.Tasks;
        var pairs = Enumerable.Range(0, tasks).SelectMany(i => Enumerable.Range(i + 1, tasks - i - 1).Select(j => gramian[i, j])).ToList();
        return new GradientDiagnostics
        {
            Norms = [.. Enumerable.Range(0, tasks).Select(gramian.Norm)],
            Cosines = Matrix(tasks, (i, j) => Cosine(gramian, i, j)),
            MagnitudeSimilarities = Matrix(tasks, (i, j) => Similarity(gramian.Norm(i), gramian.Norm(j))),
            ConflictingPairs = pairs.Count == 0 ? 0 : (double)pairs.Count(product => product < 0) / pairs.Count,
            ConditionNumber = Condition(jacobian),
        };
    }

    /// <summary>The same figures, with places for the silent tasks.</summary>
    private GradientDiagnostics Among(PresentTasks present)
    {
        IReadOnlyList<IReadOnlyList<double>> Placed(IReadOnlyList<IReadOnlyList<double>> matrix) => Matrix(
            present.Tasks, (i, j) => present.Contains(i) && present.Contains(j) ? matrix[present.PlaceOf(i)][present.PlaceOf(j)] : double.NaN);
        return this with
        {
            Norms = present.Into([.. Enumerable.Repeat(double.NaN, present.Tasks)], [.. Norms]),
            Cosines = Placed(Cosines),
            MagnitudeSimilarities = Placed(MagnitudeSimilarities),
        };
    }

    private static IReadOnlyList<IReadOnlyList<double>> Matrix(int tasks, Func<int, int, double> element) =>
        [.. Enumerable.Range(0, tasks).Select(i => (IReadOnlyList<double>)[.. Enumerable.Range(0, tasks).Select(j => element(i, j))])];

    private static double Cosine(Gramian gramian, int i, int j)
    {
        var lengths = gramian.Norm(i) * gramian.Norm(j);
        return lengths == 0 ? 0 : Math.Clamp(gramian[i, j] / lengths, -1, 1);
    }

    private static double Similarity(double a, double b)
    {
        // By the ratio, so that the squares cannot overflow.
        var ratio = Math.Min(a, b) / Math.Max(a, b);
        return double.IsNaN(ratio) ? 0 : 2 * ratio / (1 + ratio * ratio);
    }

    /// <summary>By J' = Q R the singular values of J are those of R, which is at most T x T.</summary>
    private static double Condition(torch.Tensor jacobian)
    {
        using var scope = torch.NewDisposeScope();
        var (_, r) = torch.linalg.qr(jacobian.t());
        var values = torch.linalg.svdvals(r.to(torch.float64).cpu()).data<double>().ToArray();
        var epsilon = jacobian.dtype == torch.float64 ? double.BitIncrement(1) - 1 : float.BitIncrement(1) - 1;
        var kept = values.Where(v => v > values[0] * epsilon * jacobian.shape.Max()).ToList();
        return kept.Count == 0 ? 1 : kept[0] / kept[^1];
    }
}
