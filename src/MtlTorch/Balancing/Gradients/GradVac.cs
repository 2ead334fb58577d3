using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Gradient vaccine: like "pcgrad", but each pair of tasks has a target for the cosine of its gradients, the mean of those seen
/// so far; a gradient is turned until it reaches the target, also where nothing conflicts.
/// </summary>
[Paper("Wang et al. 2021, Gradient Vaccine: Investigating and Improving Multi-task Optimization in Massively Multilingual Models", "https://arxiv.org/abs/2010.05874", Place = "algorithm 1, eq. (2) and (3)")]
public sealed record GradVacOptions : GradientBalancingOptions
{
    /// <summary>Share of the newest cosine in the running mean that is the target; the targets start at 0.</summary>
    [Range(0.0, 1.0)]
    public double Beta { get; init; } = 0.5;

    /// <summary>Added to norms and their products before dividing by them: much smaller gradients count as orthogonal.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new GradVac(this, new RandomOrders(context).Others, context.Tasks);
}

/// <summary>See <see cref="GradVacOptions"/>.</summary>
public sealed class GradVac : IGramianWeighting, ITellsTasksApart, IStateful
{
    private readonly GradVacOptions options;
    private readonly Func<int, IReadOnlyList<int>> others;

    /// <summary>Target of the cosine of task i's gradient with task j's at [i * T + j].</summary>
    private double[] targets;
    private PresentTasks present;

    /// <param name="options">Rate of the targets.</param>
    /// <param name="others">The order in which a task meets the others.</param>
    /// <param name="tasks">T.</param>
    public GradVac(GradVacOptions options, Func<int, IReadOnlyList<int>> others, int tasks)
    {
        this.options = options;
        this.others = others;
        targets = new double[tasks * tasks];
        present = PresentTasks.All(tasks);
    }

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var sum = new double[gramian.Tasks];
        for (var task = 0; task < gramian.Tasks; task++)
        {
            sum = [.. sum.Zip(Turned(gramian, task), (a, b) => a + b)];
        }

        return sum;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => new Dictionary<string, torch.Tensor> { ["targets"] = RememberedNumbers.Save(targets) };

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state) => targets = RememberedNumbers.Load(state["targets"]);

    /// <summary>The turned gradient of a task, as a combination of the original ones; moves the task's targets.</summary>
    private double[] Turned(Gramian gramian, int task)
    {
        var turned = new double[gramian.Tasks];
        turned[task] = 1;

        // Its products with the original gradients.
        double[] products = [.. Enumerable.Range(0, gramian.Tasks).Select(other => gramian[task, other])];
        foreach (var other in others(present.Numbers[task]).Select(present.PlaceOf).Where(place => place >= 0))
        {
            var norm = Math.Sqrt(Math.Max(0, DenseAlgebra.Dot(turned, products)));
            var cosine = products[other] / ((norm * gramian.Norm(other)) + options.Epsilon);
            ref var target = ref targets[(present.Numbers[task] * present.Tasks) + present.Numbers[other]];
            if (cosine < target)
            {
                var added = norm * Excess(cosine, target) / ((gramian.Norm(other) * Sine(target)) + options.Epsilon);
                turned[other] += added;
                products = [.. products.Select((product, k) => product + (added * gramian[other, k]))];
            }

            target = ((1 - options.Beta) * target) + (options.Beta * cosine);
        }

        return turned;
    }

    /// <summary>Sine of the angle by which the cosine misses its target.</summary>
    private static double Excess(double cosine, double target) => (target * Sine(cosine)) - (cosine * Sine(target));

    private static double Sine(double cosine) => Math.Sqrt(Math.Max(0, 1 - (cosine * cosine)));
}
