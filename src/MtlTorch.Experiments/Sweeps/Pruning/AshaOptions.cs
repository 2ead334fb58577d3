using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>
/// Asynchronous successive halving: after minEpochs, and then each time the epochs have grown by the factor reduction, a trial goes on if its value is among the best 1/reduction of all
/// trials that came so far, or the best one where there are fewer than reduction. Nobody waits for others: a trial is judged once, by those that are there.
/// </summary>
[Paper("Li et al. 2020, A System for Massively Parallel Hyperparameter Tuning", "https://arxiv.org/abs/1810.05934", Place = "algorithm 2, ending trials where the paper pauses them")]
public sealed record AshaOptions : PrunerOptions
{
    /// <summary>Epochs after which a trial is judged for the first time.</summary>
    [Range(1, 1_000_000)]
    public int MinEpochs { get; init; } = 1;

    /// <summary>One of so many trials goes on, for so many times the epochs.</summary>
    [Range(2, 1_000)]
    public int Reduction { get; init; } = 4;

    /// <inheritdoc/>
    public override IPruner Create(int epochs) => MinEpochs < epochs
        ? new Asha(Rungs(MinEpochs, Reduction, epochs), Reduction)
        : throw new InvalidOptionException("minEpochs", $"must be below the {epochs} epochs of a trial; found {MinEpochs}.");

    /// <summary>The epochs after which trials are judged: those before the last.</summary>
    internal static int[] Rungs(long first, int reduction, int epochs)
    {
        var rungs = new List<int>();
        for (var rung = first; rung < epochs; rung *= reduction)
        {
            rungs.Add((int)rung);
        }

        return [.. rungs];
    }
}

/// <summary>See <see cref="AshaOptions"/>.</summary>
/// <param name="rungs">Epochs after which trials are judged.</param>
/// <param name="reduction">One of so many goes on.</param>
internal sealed class Asha(int[] rungs, int reduction) : IPruner
{
    /// <inheritdoc/>
    public bool ShouldEnd(Observation trial, IReadOnlyList<Observation> others)
    {
        var epoch = trial.Curve.Count;
        if (!rungs.Contains(epoch))
        {
            return false;
        }

        var value = trial.Curve[^1];
        if (double.IsNaN(value))
        {
            return true;
        }

        double[] rivals = [.. others.Where(o => o.Curve.Count >= epoch).Select(o => o.Curve[epoch - 1]).Where(v => !double.IsNaN(v)).Append(value).Order()];
        return value > rivals[Math.Max((rivals.Length / reduction) - 1, 0)];
    }
}
