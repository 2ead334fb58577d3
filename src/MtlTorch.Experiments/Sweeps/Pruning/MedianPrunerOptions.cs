using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>
/// Ends a trial whose best value so far is worse than the median of the values that the completed trials had after the same epoch. A trial without any value so far is ended too.
/// </summary>
[Paper("Golovin et al. 2017, Google Vizier: A Service for Black-Box Optimization", "https://doi.org/10.1145/3097983.3098043", Place = "section 3.2; the value after the epoch as in Optuna, not the mean up to it")]
public sealed record MedianPrunerOptions : PrunerOptions
{
    /// <summary>Completed trials that there must be before any is ended.</summary>
    [Range(1, 1_000_000)]
    public int Startup { get; init; } = 5;

    /// <summary>Epochs after which no trial is ended yet: the first to be judged is the one after.</summary>
    [Range(0, 1_000_000)]
    public int WarmUp { get; init; }

    /// <summary>Epochs from one judgement to the next.</summary>
    [Range(1, 1_000_000)]
    public int Interval { get; init; } = 1;

    /// <inheritdoc/>
    public override IPruner Create(int epochs) => WarmUp < epochs - 1
        ? new MedianPruner(this)
        : throw new InvalidOptionException("warmUp", $"must be below {Math.Max(epochs - 1, 0)}, as a trial has {epochs} epochs and is not judged after the last; found {WarmUp}.");
}

/// <summary>See <see cref="MedianPrunerOptions"/>.</summary>
internal sealed class MedianPruner(MedianPrunerOptions options) : IPruner
{
    /// <inheritdoc/>
    public bool ShouldEnd(Observation trial, IReadOnlyList<Observation> others)
    {
        var epoch = trial.Curve.Count;
        if (epoch <= options.WarmUp || (epoch - options.WarmUp - 1) % options.Interval != 0)
        {
            return false;
        }

        var completed = others.Where(o => o.Status == TrialStatus.Completed).ToList();
        if (completed.Count < options.Startup)
        {
            return false;
        }

        var best = Curves.Best(trial.Curve);
        return double.IsNaN(best) || best > Curves.Median(completed.Where(o => o.Curve.Count >= epoch).Select(o => o.Curve[epoch - 1]));
    }
}
