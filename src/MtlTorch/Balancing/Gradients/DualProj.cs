using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// The mean of the gradients, projected onto the directions that conflict with no task: the nearest step that harms none. Made
/// for continual learning, where old tasks are not to be forgotten.
/// </summary>
[Paper("Lopez-Paz and Ranzato 2017, Gradient Episodic Memory for Continual Learning", "https://arxiv.org/abs/1706.08840", Place = "eq. (8) to (11)")]
public sealed record DualProjOptions : DualConeOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new DualProj(this, TaskPreference.Of(Preference, context.Tasks));
}

/// <summary>See <see cref="DualProjOptions"/>.</summary>
public sealed class DualProj : IGramianWeighting, ITellsTasksApart
{
    private readonly DualProjOptions options;
    private readonly TaskNumbers preference;

    /// <param name="options">Regularization.</param>
    /// <param name="preference">Weights of the mean [T]; null for equal ones.</param>
    public DualProj(DualProjOptions options, double[]? preference)
    {
        this.options = options;
        this.preference = TaskNumbers.OrEqualParts(preference);
    }

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => preference.Attend(tasks);

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses) =>
        DualCone.Project(options.Regularize(gramian), preference.Of(gramian.Tasks), gramian.Tolerance);
}
