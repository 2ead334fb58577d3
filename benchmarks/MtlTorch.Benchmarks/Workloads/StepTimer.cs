using System.Diagnostics;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Benchmarks.Workloads;

/// <summary>
/// Lets a training warm up, measures so many steps, and stops it. Nothing is kept on the disk. What happens between two epochs does not count:
/// evaluation, checkpoints and surveys are not what the twins do.
/// </summary>
/// <param name="warmUp">Steps before the measured ones.</param>
/// <param name="steps">Measured steps.</param>
/// <param name="enough">Stops the training.</param>
internal sealed class StepTimer(int warmUp, int steps, CancellationTokenSource enough) : ITrainingObserver, ICheckpointStore
{
    private readonly Stopwatch watch = new();
    private long batchesPerEpoch;
    private int done;
    private TimeSpan used;
    private long allocated;
    private int[] collections = [];

    /// <summary>Losses of the last step of the warm-up, one per task.</summary>
    public IReadOnlyList<double> WarmLosses { get; private set; } = [];

    /// <summary>Losses of the last step.</summary>
    public IReadOnlyList<double> Losses { get; private set; } = [];

    /// <summary>Seconds of the measured steps.</summary>
    public double Seconds => watch.Elapsed.TotalSeconds;

    /// <summary>Seconds of all threads of this process in the measured steps.</summary>
    public double ProcessorSeconds { get; private set; }

    /// <summary>Bytes of managed memory that the measured steps allocated, on all threads.</summary>
    public long Allocated { get; private set; }

    /// <summary>Garbage collections of each generation during the measured steps.</summary>
    public IReadOnlyList<int> Collections { get; private set; } = [];

    public void EpochStarted(int epoch, long batches, long batchesDone)
    {
        batchesPerEpoch = batches;
        if (done > warmUp)
        {
            watch.Start();
        }
    }

    /// <summary>Losses are read at the beginning and at the end alone: that waits for the device, so that all steps are done by then.</summary>
    public void StepDone(long batch, Func<IReadOnlyList<double>> losses)
    {
        done++;
        if (done == warmUp)
        {
            WarmLosses = [.. losses()];
            (allocated, collections) = (GC.GetTotalAllocatedBytes(precise: true), CountCollections());
            used = Environment.CpuUsage.TotalTime;
            watch.Start();
        }
        else if (done == warmUp + steps)
        {
            Losses = [.. losses()];
            watch.Stop();
            ProcessorSeconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
            Allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            Collections = [.. CountCollections().Zip(collections, (now, before) => now - before)];
            enough.Cancel();
        }

        if (batch == batchesPerEpoch)
        {
            watch.Stop();
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

    private static int[] CountCollections() => [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)];
}
