using System.Text.Json;

namespace MtlTorch.Experiments.Running;

/// <summary>Keeps progress.json up to date, once a second: often enough to look at, seldom enough to cost nothing.</summary>
/// <param name="path">The file.</param>
/// <param name="epochs">Epochs at most.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class ProgressWriter(string path, int epochs, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private RunProgress at = new(Environment.ProcessId, Environment.MachineName, clock.GetUtcNow(), clock.GetUtcNow(), 1, epochs, 0, 0, 0);
    private long? written;

    public void EpochStarted(int epoch, long batches, long batchesDone)
    {
        at = at with { Epoch = epoch, Batch = batchesDone, Batches = batches };
        WriteIfDue();
    }

    public void StepDone(long batch)
    {
        at = at with { Batch = batch, StepsDone = at.StepsDone + 1 };
        WriteIfDue();
    }

    private void WriteIfDue()
    {
        if (written is { } since && clock.GetElapsedTime(since) < Interval)
        {
            return;
        }

        written = clock.GetTimestamp();
        at = at with { Updated = clock.GetUtcNow() };
        try
        {
            WholeFile.Write(path, JsonSerializer.Serialize(at, RunJson.Indented) + "\n", durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It only informs: what matters says by itself that the disk is full, and an onlooker may hold the file.
        }
    }
}
