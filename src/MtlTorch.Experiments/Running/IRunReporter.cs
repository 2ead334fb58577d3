using MtlTorch.Training;

namespace MtlTorch.Experiments.Running;

/// <summary>Shows a run to whoever started it.</summary>
public interface IRunReporter : ITrainingObserver
{
    /// <summary>The run is about to train.</summary>
    void RunStarted(RunOverview overview);

    /// <summary>The run is over, whichever way.</summary>
    void RunEnded(RunResult result);
}

/// <summary>What is about to be trained.</summary>
/// <param name="Name">Name of the experiment.</param>
/// <param name="Folder">Folder of the run.</param>
/// <param name="Device">Where it computes.</param>
/// <param name="Threads">Threads per operation on the CPU.</param>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="TrainRows">Training rows.</param>
/// <param name="ValidationRows">Validation rows, 0 for none.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="Tasks">Names of the tasks and of their main metrics; null for a task that has none.</param>
/// <param name="ResumedAt">Where an earlier process left off; null for a run that begins.</param>
/// <param name="Warning">What should make the user think again before waiting; null if nothing does.</param>
public sealed record RunOverview(
    string Name,
    string Folder,
    string Device,
    int Threads,
    int Epochs,
    long TrainRows,
    long ValidationRows,
    long Parameters,
    IReadOnlyList<(string Task, string? Metric)> Tasks,
    Progress? ResumedAt = null,
    string? Warning = null)
{
    /// <summary>What the data set found out by itself, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
