namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>A trial that the launcher follows.</summary>
/// <param name="job">The trial.</param>
internal sealed class SlurmTrial(TrialJob job)
{
    /// <summary>The trial.</summary>
    public TrialJob Job => job;

    /// <summary>The job array it is in; null before it is submitted.</summary>
    public SlurmBatch? Batch { get; private set; }

    /// <summary>Its task; null before it is submitted.</summary>
    public TaskId? Id { get; private set; }

    /// <summary>What Slurm said last.</summary>
    public TaskState State { get; set; }

    /// <summary>Why it waits, as it was said last.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Its epochs.</summary>
    public EpochFollower Epochs { get; } = new(Path.Combine(job.Runs[0], "metrics.jsonl"));

    /// <summary>Seconds of training that lay behind it as it was begun.</summary>
    public double SecondsBefore { get; init; }

    /// <summary>How far it was as it was submitted.</summary>
    public string Mark { get; private set; } = "";

    /// <summary>How often it was submitted again without having got any further.</summary>
    public int Resubmissions { get; set; }

    /// <summary>Whether it is in an array that waits to be submitted.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Whether it is to end early.</summary>
    public bool IsToEnd { get; set; }

    /// <summary>When it was asked to end; null before.</summary>
    public DateTimeOffset? Asked { get; set; }

    /// <summary>Since when its job is over without a result; null before.</summary>
    public DateTimeOffset? Over { get; set; }

    /// <summary>For people: "slurm job 17_3".</summary>
    public string Where => Id is { } id ? $"slurm job {id}" : "slurm, not submitted yet";

    /// <summary>What its task prints.</summary>
    public string Log => Batch!.LogOf(Id!.Value.Task);

    /// <summary>It is in a job now.</summary>
    /// <param name="batch">The job array.</param>
    /// <param name="id">The task.</param>
    public void Enter(SlurmBatch batch, TaskId id)
    {
        (Batch, Id, State, Over, IsHeld) = (batch, id, TaskState.Waiting, null, false);
        Mark = TrialRuns.Mark(job);
    }

    /// <summary>It is in no job any more, and waits for another one.</summary>
    public void Leave() => (Batch, Id, State, Over) = (null, null, TaskState.Waiting, null);
}
