using System.Diagnostics;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Experiments.Running.Calibration;

/// <summary>A training that is watched for a moment; nothing is written, and nothing stays of it.</summary>
/// <param name="stop">Stops the training.</param>
internal sealed class SpeedTrial(CancellationTokenSource stop) : ITrainingObserver, ICheckpointStore
{
    private const int WarmUp = 1;
    private const int Least = 3;
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan TooLong = TimeSpan.FromMilliseconds(500);

    private long since;
    private int done;

    /// <summary>Steps per second; null before there were enough.</summary>
    public double? StepsPerSecond { get; private set; }

    public void EpochStarted(int epoch, long batches, long batchesDone)
    {
    }

    public void StepDone(long batch, Func<IReadOnlyList<double>> losses)
    {
        done++;
        if (done == WarmUp)
        {
            since = Stopwatch.GetTimestamp();
        }

        var (steps, elapsed) = (done - WarmUp, Stopwatch.GetElapsedTime(since));
        if (steps > 0 && (elapsed >= TooLong || (steps >= Least && elapsed >= Enough)))
        {
            StepsPerSecond = steps / elapsed.TotalSeconds;
            stop.Cancel();
        }
    }

    public void EpochDone(EpochRecord record)
    {
    }

    public void SaveLast(TrainingState state)
    {
    }

    public void SaveBest(TrainingState state)
    {
    }
}
