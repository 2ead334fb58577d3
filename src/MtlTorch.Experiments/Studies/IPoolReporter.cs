using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>Shows a pool of runs to whoever started it. It is called from several threads at once.</summary>
public interface IPoolReporter
{
    /// <summary>A run is about to begin, or is complete already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="number">Which it is, from 1.</param>
    /// <param name="count">Number of runs.</param>
    /// <param name="isComplete">Whether it is complete already.</param>
    void RunReached(RunRequest run, string folder, int number, int count, bool isComplete);

    /// <summary>A run is over, whichever way.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="number">Which it is, from 1.</param>
    /// <param name="count">Number of runs.</param>
    /// <param name="result">How it ended.</param>
    void RunEnded(RunRequest run, string folder, int number, int count, RunResult result);
}
