using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Learns weights that bring the norms of the weighted gradients together, larger ones for tasks whose loss has fallen less since the
/// first step with labels. The weights add up to the number of tasks; those of the present tasks keep their sum while others are silent. The paper
/// takes the gradients of the last shared layer, this those that the option gradients names.
/// </summary>
[Paper("Chen et al. 2018, GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks", "https://arxiv.org/abs/1711.02257", Place = "eq. (2) and algorithm 1")]
public sealed record GradNormOptions : GradientBalancingOptions
{
    /// <summary>How strongly a task that lags behind is favored. 0 makes all norms equal.</summary>
    [Range(0.0, 100.0)]
    public double Alpha { get; init; } = 1.5;

    /// <summary>Learning rate of the weights, by plain gradient descent. A step changes a weight by this times the norm of its task's gradient.</summary>
    [Range(0.0, 1e3)]
    public double Lr { get; init; } = 0.025;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new GradNorm(this, context.Tasks);
}

/// <summary>See <see cref="GradNormOptions"/>.</summary>
public sealed class GradNorm(GradNormOptions options, int tasks) : IGramianWeighting, ITellsTasksApart, IStateful
{
    private double[] weights = [.. Enumerable.Repeat(1.0, tasks)];
    private double[]? firstLosses;
    private PresentTasks present = PresentTasks.All(tasks);

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        firstLosses ??= [.. Enumerable.Repeat(double.NaN, tasks)];
        firstLosses = present.Into(firstLosses, [.. present.Of(firstLosses).Zip(losses, (first, now) => double.IsNaN(first) ? now : first)]);
        var gradient = Gradient(gramian, losses);
        var current = present.Of(weights);
        var sum = present.AreAll ? tasks : current.Sum();
        weights = present.Into(weights, Scaled([.. current.Zip(gradient, (w, g) => Math.Max(0, w - options.Lr * g))], sum) ?? current);
        return [.. current];
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save()
    {
        var state = new Dictionary<string, torch.Tensor> { ["weights"] = torch.tensor(weights) };
        if (firstLosses is not null)
        {
            state["firstLosses"] = torch.tensor(firstLosses);
        }

        return state;
    }

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        weights = state["weights"].ToDoubles();
        firstLosses = state.GetValueOrDefault("firstLosses")?.ToDoubles();
    }

    /// <summary>Gradient of the sum of |weighted norm - target| with the targets as constants: plus or minus the norm of the task's gradient.</summary>
    internal double[] Gradient(Gramian gramian, IReadOnlyList<double> losses)
    {
        var norms = present.Of(weights).Select((w, i) => w * gramian.Norm(i)).ToArray();
        var mean = norms.Average();
        var rates = RelativeRates(losses);
        return [.. norms.Select((n, i) => Math.Sign(n - mean * Math.Pow(rates[i], options.Alpha)) * gramian.Norm(i))];
    }

    /// <summary>What is left of each loss, relative to the mean of that. A task that began with no positive loss counts as not having moved.</summary>
    private double[] RelativeRates(IReadOnlyList<double> losses)
    {
        var rates = losses.Zip(present.Of(firstLosses!), (now, first) => first > 0 ? Math.Max(now, 0) / first : 1).ToArray();
        var mean = rates.Average();
        return mean > 0 ? [.. rates.Select(r => r / mean)] : [.. rates.Select(_ => 1.0)];
    }

    /// <summary>The same proportions with another sum; null if every weight is 0, or the step went beyond all numbers.</summary>
    private static double[]? Scaled(double[] raw, double wanted)
    {
        var sum = raw.Sum();
        return sum > 0 && double.IsFinite(sum) ? [.. raw.Select(w => w * wanted / sum)] : null;
    }
}
