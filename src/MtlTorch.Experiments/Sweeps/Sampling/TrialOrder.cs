using MtlTorch.Experiments.Sweeps.Objectives;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>Trials in the order in which they are good, and how many of them count as good.</summary>
internal static class TrialOrder
{
    /// <summary>Whether a trial came to its end with a value for each objective.</summary>
    public static bool HasLosses(this Observation trial) => trial.Status == TrialStatus.Completed && trial.Losses.Count > 0 && !trial.Losses.Any(double.IsNaN);

    /// <summary>
    /// The trials, the best first: completed ones by their loss, or by rank of nondomination and within it the lonelier first; then those that were ended early, the later first, then by
    /// their last value; then failed ones, also those whose loss is not a number; then those that go on. Equal ones stay in the order of their numbers.
    /// </summary>
    public static IReadOnlyList<Observation> BestFirst(IReadOnlyList<Observation> trials)
    {
        var completed = trials.Where(HasLosses).ToList();
        var pruned = trials.Where(t => t.Status == TrialStatus.Pruned).OrderByDescending(t => t.Curve.Count).ThenBy(LastValue);
        var failed = trials.Where(t => t.Status == TrialStatus.Failed || (t.Status == TrialStatus.Completed && !t.HasLosses()));
        var others = trials.Where(t => t.Status is TrialStatus.Running or TrialStatus.Waiting);
        return [.. Sorted(completed), .. pruned, .. failed, .. others];
    }

    private static IEnumerable<Observation> Sorted(List<Observation> completed)
    {
        if (completed.Count == 0 || completed[0].Losses.Count == 1)
        {
            return completed.OrderBy(t => t.Losses[0]);
        }

        IReadOnlyList<double>[] losses = [.. completed.Select(t => t.Losses)];
        return Crowding.BestFirst(losses).Select(i => completed[i]);
    }

    private static double LastValue(Observation trial)
    {
        var last = trial.Curve.LastOrDefault(v => !double.IsNaN(v), double.PositiveInfinity);
        return last;
    }
}
