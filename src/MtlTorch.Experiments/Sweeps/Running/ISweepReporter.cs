using MtlTorch.Experiments.Sweeps.Journal;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>Shows a sweep to whoever started it. Calls come from one thread.</summary>
public interface ISweepReporter
{
    /// <summary>Whether it shows epochs. To read them costs time.</summary>
    bool WatchesEpochs { get; }

    /// <summary>Trials were begun, or go on.</summary>
    void TrialsBegan(IReadOnlyList<Trial> trials);

    /// <summary>A trial has finished an epoch.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="value">The only objective after it; NaN where it has none.</param>
    void EpochReached(int trial, int epoch, double value);

    /// <summary>A trial ended, whichever way.</summary>
    void TrialEnded(Trial trial);

    /// <summary>Something worth a line.</summary>
    void Say(string line);
}
