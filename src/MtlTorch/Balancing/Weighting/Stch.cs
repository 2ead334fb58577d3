using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Smooth Tchebycheff scalarization: minimizes mu log sum exp(preference (L - reference) / mu), a smooth form of the largest
/// weighted loss. Can reach every Pareto optimal point. The weights add up to 1/T if the preferences are equal.
/// </summary>
[Paper("Lin et al. 2024, Smooth Tchebycheff Scalarization for Multi-Objective Optimization", "https://arxiv.org/abs/2402.19078", Place = "smooth Tchebycheff scalarization")]
public sealed record StchOptions : BalancingOptions
{
    /// <summary>Smoothness, in units of the weighted losses. Close to 0, only the largest counts; if large, the preferences are the weights but for a factor.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Mu { get; init; } = 1;

    /// <summary>How much each task counts, in the order of the tasks. 1/T each if null.</summary>
    [ElementRange(0, 1e6)]
    public IReadOnlyList<double>? Preferences { get; init; }

    /// <summary>The best losses that one could hope for, in the order of the tasks. 0 each if null.</summary>
    [ElementRange(-1e6, 1e6)]
    public IReadOnlyList<double>? Reference { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) =>
        new Stch(Mu, Weighting.Preferences.Of(Preferences, context), PerTask.Values("reference", Reference, context.Tasks, 0));
}

/// <summary>See <see cref="StchOptions"/>.</summary>
/// <param name="mu">Smoothness.</param>
/// <param name="preferences">How much each task counts [T]; null for equal ones.</param>
/// <param name="reference">The best losses [T].</param>
public sealed class Stch(double mu, double[]? preferences, double[] reference) : Scalarization, ITellsTasksApart
{
    private readonly TaskNumbers preferences = TaskNumbers.OrEqualParts(preferences);
    private readonly TaskNumbers references = new(reference, _ => 0);

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks)
    {
        preferences.Attend(tasks);
        references.Attend(tasks);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses) =>
        mu * (preferences.Of(losses.numel()).Like(losses) * (losses - references.Of(losses.numel()).Like(losses)) / mu).logsumexp(0);
}
