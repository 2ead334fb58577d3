using MtlTorch.Cli.Reporting;
using MtlTorch.Training;

namespace MtlTorch.Cli.Sweeping;

/// <summary>Tells of each epoch that is done and has its checkpoint, as the next one begins, and shows nothing. After the last one there is nothing to decide.</summary>
/// <param name="done">Is told the epoch, from 1.</param>
internal sealed class EpochWatcher(Action<int> done) : RunReporter
{
    private int? last;

    /// <inheritdoc/>
    public override void EpochDone(EpochRecord record) => last = record.Epoch;

    /// <inheritdoc/>
    public override void EpochStarted(int epoch, long batches, long batchesDone)
    {
        if (last is { } told)
        {
            last = null;
            done(told);
        }
    }
}
