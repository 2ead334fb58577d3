namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>What the states of Slurm mean to a trial.</summary>
internal enum TaskState
{
    /// <summary>Not running yet, or again not.</summary>
    Waiting,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Its script ended, well or not.</summary>
    Ended,

    /// <summary>It ended at a limit of time or memory.</summary>
    AtLimit,

    /// <summary>Its node was lost, or given to somebody else.</summary>
    Lost,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,
}

/// <summary>Reads the states of squeue and sacct.</summary>
internal static class TaskStates
{
    /// <summary>What a state means. One that nobody knows is one of a job that goes on: whoever wrote it knows of the job.</summary>
    /// <param name="word">As Slurm spells it; sacct adds words to some: "CANCELLED by 1000".</param>
    public static TaskState Parse(string word) => word.Split(' ')[0].TrimEnd('+') switch
    {
        "PENDING" or "CONFIGURING" or "REQUEUED" or "REQUEUE_FED" or "REQUEUE_HOLD" or "SPECIAL_EXIT" or "RESV_DEL_HOLD" => TaskState.Waiting,
        "COMPLETED" or "FAILED" => TaskState.Ended,
        "TIMEOUT" or "DEADLINE" or "OUT_OF_MEMORY" => TaskState.AtLimit,
        "NODE_FAIL" or "BOOT_FAIL" or "PREEMPTED" or "REVOKED" or "LAUNCH_FAILED" or "RECONFIG_FAIL" => TaskState.Lost,
        "CANCELLED" => TaskState.Cancelled,
        _ => TaskState.Running,
    };

    /// <summary>Whether Slurm is not done with the task.</summary>
    public static bool IsAlive(this TaskState state) => state is TaskState.Waiting or TaskState.Running;
}
