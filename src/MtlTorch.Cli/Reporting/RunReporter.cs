using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training;

namespace MtlTorch.Cli.Reporting;

/// <summary>Shows a run in one of several ways.</summary>
internal abstract class RunReporter : IRunReporter
{
    /// <summary>Live progress on a terminal, plain lines elsewhere, or nothing.</summary>
    public static RunReporter Choose(Terminal terminal, IReadOnlyList<LearningTask> tasks, bool quiet) => (quiet, terminal.Interactive) switch
    {
        (true, _) => new QuietReporter(),
        (_, true) => new LiveReporter(terminal, tasks),
        _ => new PlainReporter(terminal, tasks),
    };

    /// <summary>Runs what is to be shown.</summary>
    public virtual RunResult Show(Func<RunResult> run) => run();

    /// <inheritdoc/>
    public virtual void RunStarted(RunOverview overview)
    {
    }

    /// <inheritdoc/>
    public virtual void EpochStarted(int epoch, long batches, long batchesDone)
    {
    }

    /// <inheritdoc/>
    public virtual void StepDone(long batch, Func<IReadOnlyList<double>> losses)
    {
    }

    /// <inheritdoc/>
    public virtual void EpochDone(EpochRecord record)
    {
    }

    /// <inheritdoc/>
    public virtual void RunEnded(RunResult result)
    {
    }
}
