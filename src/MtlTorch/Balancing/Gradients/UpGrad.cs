using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Unconflicting projection of gradients: each task's gradient is projected onto the directions that conflict with no task,
/// and the projections are summed. The step harms no task, and a task with a large gradient has a proportionally large say.
/// </summary>
[Paper("Quinton and Rey 2024, Jacobian Descent for Multi-Objective Optimization", "https://arxiv.org/abs/2406.16232", Place = "section 3.1, solved as in proposition 1")]
public sealed record UpGradOptions : DualConeOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new UpGrad(this, TaskPreference.Of(Preference, context.Tasks));
}

/// <summary>See <see cref="UpGradOptions"/>.</summary>
public sealed class UpGrad : IGramianWeighting, ITellsTasksApart
{
    private readonly DualConeOptions options;
    private readonly TaskNumbers preference;

    /// <param name="options">Regularization.</param>
    /// <param name="preference">Factor of each task's projected gradient [T]; null for equal ones.</param>
    public UpGrad(DualConeOptions options, double[]? preference)
    {
        this.options = options;
        this.preference = TaskNumbers.OrEqualParts(preference);
    }

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => preference.Attend(tasks);

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var factors = preference.Of(gramian.Tasks);
        var regularized = options.Regularize(gramian);
        var weights = new double[gramian.Tasks];
        for (var task = 0; task < gramian.Tasks; task++)
        {
            var own = new double[gramian.Tasks];
            own[task] = factors[task];
            var projected = DualCone.Project(regularized, own, gramian.Tolerance);
            weights = [.. weights.Zip(projected, (sum, w) => sum + w)];
        }

        return weights;
    }
}
