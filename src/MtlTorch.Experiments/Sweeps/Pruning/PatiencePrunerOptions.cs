using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>Ends a trial that has not become better for some epochs, whatever the others do.</summary>
public sealed record PatiencePrunerOptions : PrunerOptions
{
    /// <summary>Epochs in a row that may be no better than the best one before them; an epoch without a value is none that is better.</summary>
    [Range(1, 1_000_000)]
    public int Epochs { get; init; } = 10;

    /// <summary>By how much an epoch must be better than the best one before, in units of the objective.</summary>
    [Range(0.0, 1e300)]
    public double MinDelta { get; init; }

    /// <inheritdoc/>
    public override IPruner Create(int epochs) => Epochs < epochs
        ? new PatiencePruner(this)
        : throw new InvalidOptionException("epochs", $"must be below the {epochs} epochs of a trial; found {Epochs}.");
}

/// <summary>See <see cref="PatiencePrunerOptions"/>.</summary>
internal sealed class PatiencePruner(PatiencePrunerOptions options) : IPruner
{
    /// <inheritdoc/>
    public bool ShouldEnd(Observation trial, IReadOnlyList<Observation> others)
    {
        var (best, without) = (double.PositiveInfinity, 0);
        foreach (var value in trial.Curve)
        {
            if (value < best - options.MinDelta)
            {
                (best, without) = (value, 0);
            }
            else
            {
                without++;
            }
        }

        return without >= options.Epochs;
    }
}
