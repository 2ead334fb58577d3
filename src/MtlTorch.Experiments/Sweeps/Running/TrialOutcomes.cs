using MtlTorch.Experiments.Comparing.Statistics;
using MtlTorch.Experiments.Sweeps.Journal;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>How trials ended, as lines of the journal.</summary>
/// <param name="figures">What run folders say of the objectives.</param>
/// <param name="driver">The driver that writes the lines.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class TrialOutcomes(TrialFigures figures, string driver, TimeProvider clock)
{
    /// <summary>The end of a trial, without anything that it reached.</summary>
    public TrialEnded Ended(int trial, TrialStatus status) => new() { Time = clock.GetUtcNow(), Trial = trial, By = driver, Status = status };

    /// <summary>The end of a trial that failed.</summary>
    public TrialEnded Failed(int trial, string error) => Ended(trial, TrialStatus.Failed) with { Error = error };

    /// <summary>The end of a trial whose runs are complete. Where an objective is not a number there, it has failed.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <param name="runs">Folders of its runs.</param>
    public TrialEnded Completed(int trial, IReadOnlyList<string> runs)
    {
        try
        {
            var values = figures.Of(runs).Select(values => new Sample(values)).ToList();
            return Ended(trial, TrialStatus.Completed) with
            {
                Values = [.. values.Select(v => v.Mean)],
                Deviations = values.All(v => v.Deviation is not null) ? [.. values.Select(v => v.Deviation!.Value)] : null,
                Curve = figures.Curve(runs[0]),
            };
        }
        catch (Exception e) when (e is InvalidOptionException or MalformedFileException or IOException)
        {
            return Failed(trial, e.Message);
        }
    }
}
