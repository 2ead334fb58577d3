using MtlTorch.Cli.Reporting;
using MtlTorch.Training;

namespace MtlTorch.Cli.Sweeping;

/// <summary>Tells of each epoch that is done, and shows nothing.</summary>
/// <param name="done">Is told the epoch, from 1.</param>
internal sealed class EpochWatcher(Action<int> done) : RunReporter
{
    /// <inheritdoc/>
    public override void EpochDone(EpochRecord record) => done(record.Epoch);
}
