using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>
/// Several successive halvings beside each other, the brackets, which judge for the first time after minEpochs, reduction times that, and so on; in the last one every trial is trained to
/// its end. Which bracket a trial belongs to follows from its number, so that brackets get about the same epochs in all; a trial is compared within its bracket.
/// </summary>
[Paper("Li et al. 2018, Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", "https://jmlr.org/papers/v18/16-558.html", Place = "brackets; within them successive halving is asynchronous")]
public sealed record HyperbandOptions : PrunerOptions
{
    /// <summary>Epochs after which the trials of the first bracket are judged for the first time.</summary>
    [Range(1, 1_000_000)]
    public int MinEpochs { get; init; } = 1;

    /// <summary>One of so many trials of a bracket goes on, for so many times the epochs.</summary>
    [Range(2, 1_000)]
    public int Reduction { get; init; } = 3;

    /// <inheritdoc/>
    public override IPruner Create(int epochs) => MinEpochs < epochs
        ? new Hyperband(MinEpochs, Reduction, epochs)
        : throw new InvalidOptionException("minEpochs", $"must be below the {epochs} epochs of a trial; found {MinEpochs}.");
}

/// <summary>See <see cref="HyperbandOptions"/>.</summary>
internal sealed class Hyperband : IPruner
{
    private readonly Asha[] brackets;

    /// <summary>The bracket of each trial of a round; rounds follow each other.</summary>
    private readonly int[] round;

    public Hyperband(int minEpochs, int reduction, int epochs)
    {
        int[] rungs = [.. AshaOptions.Rungs(minEpochs, reduction, epochs)];
        brackets = [.. Enumerable.Range(0, rungs.Length + 1).Select(s => new Asha(rungs[s..], reduction))];

        // In a bracket that is judged later a trial costs more: the paper's number of trials per bracket.
        var last = brackets.Length - 1;
        round = Interleave([.. Enumerable.Range(0, brackets.Length).Select(s => Math.Ceiling(brackets.Length * Math.Pow(reduction, last - s) / (last - s + 1)))]);
    }

    /// <summary>The bracket of a trial; in bracket 0 trials are judged first.</summary>
    /// <param name="number">Number of the trial, from 1.</param>
    internal int BracketOf(int number) => round[(number - 1) % round.Length];

    /// <inheritdoc/>
    public bool ShouldEnd(Observation trial, IReadOnlyList<Observation> others)
    {
        var bracket = BracketOf(trial.Number);
        return brackets[bracket].ShouldEnd(trial, [.. others.Where(o => BracketOf(o.Number) == bracket)]);
    }

    /// <summary>Each bracket as often as its share, as evenly spread as can be: next is always the one that lags behind most.</summary>
    private static int[] Interleave(double[] shares)
    {
        var total = (int)shares.Sum();
        var owed = new double[shares.Length];
        var order = new int[total];
        for (var i = 0; i < total; i++)
        {
            for (var s = 0; s < shares.Length; s++)
            {
                owed[s] += shares[s] / total;
            }

            order[i] = Array.IndexOf(owed, owed.Max());
            owed[order[i]]--;
        }

        return order;
    }
}
