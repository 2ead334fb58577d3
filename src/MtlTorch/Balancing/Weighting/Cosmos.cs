using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Minimizes the weighted sum of the losses minus lambda times the cosine between losses and preferences, which draws the losses into the
/// direction of the preferences. A weight can become negative: where a loss is too small for that direction.
/// </summary>
[Paper("Ruchte and Grabocka 2021, Scalable Pareto Front Approximation for Deep Multi-Objective Learning", "https://arxiv.org/abs/2103.13392", Place = "COSMOS, for fixed preferences")]
public sealed record CosmosOptions : BalancingOptions
{
    /// <summary>What the cosine counts beside the losses. 0 gives the weighted sum alone.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1;

    /// <summary>Weight of each loss, and its part of the direction, in the order of the tasks. 1/T each if null.</summary>
    [ElementRange(0, 1e6)]
    public IReadOnlyList<double>? Preferences { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Cosmos(Lambda, Weighting.Preferences.Of(Preferences, context));
}

/// <summary>See <see cref="CosmosOptions"/>.</summary>
/// <param name="lambda">What the cosine counts.</param>
/// <param name="preferences">Weights of the losses [T]; null for equal ones.</param>
public sealed class Cosmos(double lambda, double[]? preferences) : Scalarization, ITellsTasksApart
{
    private const double SmallestNorm = 1e-8;

    private readonly TaskNumbers preferences = TaskNumbers.OrEqualParts(preferences);

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => preferences.Attend(tasks);

    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses)
    {
        var given = preferences.Of(losses.numel());
        var norm = Math.Sqrt(given.Sum(p => p * p));
        var sum = (given.Like(losses) * losses).sum();
        if (norm == 0)
        {
            // None of the present tasks counts.
            return sum;
        }

        return sum - lambda * sum / (norm * losses.norm().clamp_min(SmallestNorm));
    }
}
