using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Aligns the principal components of the gradients: the gradients are replaced by the nearest ones that are orthogonal to
/// each other and equally long, so that none conflicts or dominates, and those are averaged. Components that are nothing but
/// the rounding of the gradients' number type are left out.
/// </summary>
[Paper("Senushkin et al. 2023, Independent Component Alignment for Multi-Task Learning", "https://arxiv.org/abs/2305.19000", Place = "algorithm 1")]
public sealed record AlignedMtlOptions : GradientBalancingOptions
{
    /// <summary>The common squared length: smallest, (lower) median or mean of the components' own; smallest in the paper.</summary>
    public ComponentScale Scale { get; init; } = ComponentScale.Min;

    /// <summary>Weights of the tasks in the average, one number per task in the tasks' order; null for 1/T each. The authors' program has 1 each.</summary>
    [ElementRange(0, 1e6)]
    public IReadOnlyList<double>? Preference { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new AlignedMtl(Scale, TaskPreference.Of(Preference, context.Tasks));
}

/// <summary>Which of the components' squared lengths all of them get.</summary>
public enum ComponentScale
{
    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The lower median.</summary>
    Median,

    /// <summary>The mean.</summary>
    Mean,
}

/// <summary>See <see cref="AlignedMtlOptions"/>.</summary>
/// <param name="scale">The common squared length.</param>
/// <param name="preference">Weights of the tasks [T]; null for equal ones.</param>
public sealed class AlignedMtl(ComponentScale scale, double[]? preference) : IGramianWeighting, ITellsTasksApart
{
    private readonly TaskNumbers preferences = TaskNumbers.OrEqualParts(preference);

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => preferences.Attend(tasks);

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var given = preferences.Of(gramian.Tasks);
        var eigen = new SymmetricEigen(gramian.ToArray());
        var noise = gramian.Tolerance * eigen.Values.Max();
        double[] kept = [.. eigen.Values.Where(value => value > noise).Order()];
        if (kept.Length == 0)
        {
            return [.. given];
        }

        var common = scale switch
        {
            ComponentScale.Median => kept[(kept.Length - 1) / 2],
            ComponentScale.Mean => kept.Average(),
            _ => kept[0],
        };
        return eigen.Apply(value => value > noise ? Math.Sqrt(common / value) : 0, given);
    }
}
