using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Costs;

namespace MtlTorch.Experiments.Profiling;

/// <summary>Lets a training warm up, reads the clock, and stops it after so many steps more. Nothing is written.</summary>
/// <param name="warmUp">Steps before the measured ones.</param>
/// <param name="steps">Measured steps.</param>
/// <param name="stop">Stops the training.</param>
internal sealed class StepWatch(int warmUp, int steps, CancellationTokenSource stop) : ITrainingObserver, ICheckpointStore
{
    private int done;

    /// <summary>The training that is watched.</summary>
    public Trainer Trainer { get; set; } = null!;

    public Reading First { get; private set; } = null!;

    public Reading? Last { get; private set; }

    /// <summary>Begins to measure, where nothing is to warm up.</summary>
    public void Begin() => First = Read();

    public void EpochStarted(int epoch, long batches, long batchesDone)
    {
    }

    public void StepDone(long batch, Func<IReadOnlyList<double>> losses)
    {
        done++;
        if (done == warmUp)
        {
            Begin();
        }

        if (done == warmUp + steps)
        {
            losses();
            Last = Read();
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

    private Reading Read() => new(System.Diagnostics.Stopwatch.GetTimestamp(), Trainer.Times, Trainer.RowsSeen);

    /// <summary>Where a training stood at one moment.</summary>
    /// <param name="Timestamp">The moment.</param>
    /// <param name="Times">The phases until then.</param>
    /// <param name="Rows">Rows seen until then.</param>
    internal sealed record Reading(long Timestamp, PhaseTimes Times, long Rows);
}
