using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Penalty boundary intersection: minimizes how far the losses are from the reference along the preferences' direction, plus theta times their
/// distance from that line. A weight can become negative: where a loss is too small for that direction.
/// </summary>
[Paper("Zhang and Li 2007, MOEA/D: A Multiobjective Evolutionary Algorithm Based on Decomposition", "https://doi.org/10.1109/TEVC.2007.892759", Place = "boundary intersection approach, PBI")]
public sealed record PbiOptions : BalancingOptions
{
    /// <summary>Penalty of the distance from the line, relative to the way along it.</summary>
    [Range(0.0, 1e6)]
    public double Theta { get; init; } = 5;

    /// <summary>Direction of the line, in the order of the tasks; its length does not matter. All alike if null.</summary>
    [ElementRange(0, 1e6)]
    public IReadOnlyList<double>? Preferences { get; init; }

    /// <summary>Where the line begins: the best losses that one could hope for, in the order of the tasks. 0 each if null.</summary>
    [ElementRange(-1e6, 1e6)]
    public IReadOnlyList<double>? Reference { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) =>
        new Pbi(Theta, Weighting.Preferences.Of(Preferences, context), PerTask.Values("reference", Reference, context.Tasks, 0));
}

/// <summary>See <see cref="PbiOptions"/>.</summary>
/// <param name="theta">Penalty of the distance from the line.</param>
/// <param name="preferences">Direction of the line [T]; null for all alike.</param>
/// <param name="reference">Where it begins [T].</param>
public sealed class Pbi(double theta, double[]? preferences, double[] reference) : Scalarization, ITellsTasksApart
{
    /// <summary>Keeps the root's derivative finite on the line itself.</summary>
    private const double UnderRoot = 1e-12;

    private readonly TaskNumbers preferences = TaskNumbers.OrEqualParts(preferences);
    private readonly TaskNumbers references = new(reference, _ => 0);

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks)
    {
        preferences.Attend(tasks);
        references.Attend(tasks);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses)
    {
        var given = preferences.Of(losses.numel());
        var norm = Math.Sqrt(given.Sum(p => p * p));
        if (norm == 0)
        {
            // None of the present tasks counts.
            return (given.Like(losses) * losses).sum();
        }

        var direction = given.Like(losses) / norm;
        var offset = losses - references.Of(losses.numel()).Like(losses);
        var along = (offset * direction).sum();
        var aside = ((offset - along * direction).square().sum() + UnderRoot).sqrt();
        return along + theta * aside;
    }
}
