using MtlTorch.Experiments.Sweeps.Journal;

namespace MtlTorch.Experiments.Sweeps.Reading;

/// <summary>What can be counted of a sweep.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="now">The time for which is counted.</param>
public sealed class SweepFigures(SweepView sweep, DateTimeOffset now)
{
    /// <summary>Number of trials of a status; of those planned, but not chosen yet, none.</summary>
    public int Count(TrialStatus status) => sweep.Trials.Count(t => t.Status == status);

    /// <summary>Trials that came to an end, whichever way.</summary>
    public int Ended => sweep.Trials.Count(IsOver);

    /// <summary>Trials that have not begun, whether their points are chosen or not.</summary>
    public int ToCome => Math.Max(0, sweep.Planned - sweep.Trials.Count) + Count(TrialStatus.Waiting);

    /// <summary>Whether somebody is at work, or was when the sweep was cut off.</summary>
    public bool IsRunning => Count(TrialStatus.Running) > 0;

    /// <summary>Seconds of training of all trials together.</summary>
    public double TrainingSeconds => sweep.Trials.Sum(t => t.Seconds);

    /// <summary>From the first point's choice to the last end, or to now while the sweep runs; null before a trial was chosen.</summary>
    public TimeSpan? Span
    {
        get
        {
            var last = IsRunning ? now : sweep.Trials.Select(t => t.Ended ?? t.Chosen).DefaultIfEmpty().Max();
            return sweep.Trials.Count == 0 ? null : last - sweep.Trials.Min(t => t.Chosen);
        }
    }

    /// <summary>
    /// How long the rest will take if its trials take as long as those that ended, pruned ones included, and as many run side by side as now; null where nothing
    /// runs, or no trial that was trained here has ended.
    /// </summary>
    public TimeSpan? Remaining
    {
        get
        {
            var trained = sweep.Trials.Where(t => t.Status is TrialStatus.Completed or TrialStatus.Pruned && t.Reused is null).ToList();
            var running = sweep.Trials.Where(t => t.Status == TrialStatus.Running).ToList();
            if (trained.Count == 0 || running.Count == 0)
            {
                return null;
            }

            var each = trained.Average(t => t.Seconds);
            var begun = running.Sum(t => Math.Max(0, each - (now - (t.Started ?? now)).TotalSeconds));
            return TimeSpan.FromSeconds((begun + ToCome * each) / running.Count);
        }
    }

    private static bool IsOver(Trial trial) => trial.Status is TrialStatus.Completed or TrialStatus.Pruned or TrialStatus.Failed;
}
