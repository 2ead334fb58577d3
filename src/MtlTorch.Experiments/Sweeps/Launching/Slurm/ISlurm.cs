namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>
/// The commands of a Slurm cluster. All of them may throw a <see cref="SlurmBusyException"/> where the cluster does not answer for now, and an
/// <see cref="InvalidOptionException"/> where it refuses.
/// </summary>
public interface ISlurm
{
    /// <summary>How many tasks an array may have, and the largest index of one: MaxArraySize less one.</summary>
    int LargestIndex();

    /// <summary>Whether a script could be submitted, without submitting it.</summary>
    /// <param name="script">The file.</param>
    void Try(string script);

    /// <summary>Submits a script.</summary>
    /// <param name="script">The file.</param>
    /// <returns>Number of the job.</returns>
    long Submit(string script);

    /// <summary>The user's job with a comment; null if there is none in the queue.</summary>
    long? Find(string comment);

    /// <summary>Where the tasks of some jobs stand. Those that ended are in it for some minutes (MinJobAge).</summary>
    IReadOnlyList<TaskReport> Queue(IReadOnlyCollection<long> jobs);

    /// <summary>How the tasks of some jobs ended, as the cluster's accounting tells; null where it keeps none.</summary>
    IReadOnlyList<TaskReport>? History(IReadOnlyCollection<long> jobs);

    /// <summary>Asks tasks that run to write a checkpoint and end: sends SIGTERM to their scripts.</summary>
    void Ask(IReadOnlyCollection<TaskId> tasks);

    /// <summary>Takes tasks out of the queue.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="waitingOnly">Those alone that do not run yet.</param>
    void Cancel(IReadOnlyCollection<TaskId> tasks, bool waitingOnly);

    /// <summary>Sets how many tasks of a job may run at once.</summary>
    void Throttle(long job, int tasks);
}

/// <summary>A task of a job array.</summary>
/// <param name="Job">Number of the job.</param>
/// <param name="Task">Index within the array.</param>
public readonly record struct TaskId(long Job, int Task)
{
    /// <summary>As Slurm writes it: "17_3".</summary>
    public override string ToString() => FormattableString.Invariant($"{Job}_{Task}");
}

/// <summary>Where a task stands.</summary>
/// <param name="Id">The task.</param>
/// <param name="State">Its state in Slurm's words: RUNNING, TIMEOUT.</param>
/// <param name="Reason">Why it waits or failed, in Slurm's words; empty where unknown.</param>
/// <param name="Node">The machine it runs on; empty where unknown.</param>
public sealed record TaskReport(TaskId Id, string State, string Reason, string Node);

/// <summary>The cluster does not answer, or takes no more jobs of this user for now.</summary>
/// <param name="message">In Slurm's words.</param>
public sealed class SlurmBusyException(string message) : IOException(message);
