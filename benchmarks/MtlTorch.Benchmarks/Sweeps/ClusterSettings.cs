namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>A cluster and a sweep on it. Times are seconds.</summary>
internal sealed record ClusterSettings
{
    public int Nodes { get; init; } = 1000;

    public int Trials { get; init; } = 10_000;

    /// <summary>Mean and coefficient of variation of a trial's training.</summary>
    public double Training { get; init; } = 1800;

    public double Variation { get; init; } = 0.5;

    public int Epochs { get; init; } = 20;

    /// <summary>Share of the trials that the pruner ends, after an epoch that is drawn evenly.</summary>
    public double Pruned { get; init; }

    /// <summary>From the start of a job to its first step.</summary>
    public double Startup { get; init; } = 5;

    /// <summary>From the signal to the end of the job: a step and a checkpoint.</summary>
    public double Checkpoint { get; init; } = 5;

    public double TimeLimit { get; init; } = 4 * 3600;

    /// <summary>How long before the time limit the signal comes.</summary>
    public double Signal { get; init; } = 120;

    /// <summary>Slurm's wait before a requeued job may start.</summary>
    public double RequeueDelay { get; init; } = 121;

    /// <summary>Until slurmctld takes a silent node for lost (SlurmdTimeout).</summary>
    public double NodeTimeout { get; init; } = 300;

    /// <summary>Between two failures of a node, and until it is back.</summary>
    public double NodeFailure { get; init; } = 60 * 86_400.0;

    public double Repair { get; init; } = 4 * 3600;

    /// <summary>Between two pre-emptions of a node, and how long the node is somebody else's.</summary>
    public double Preemption { get; init; } = double.PositiveInfinity;

    public double Away { get; init; } = 3600;

    /// <summary>Jobs that slurmctld starts per second.</summary>
    public double StartsPerSecond { get; init; } = 20;

    /// <summary>A submission of one array.</summary>
    public double Submit { get; init; } = 0.5;

    public int LargestArray { get; init; } = 1000;

    public double Poll { get; init; } = 30;

    /// <summary>Whether a trial is chosen only when another one has ended.</summary>
    public bool IsAdaptive { get; init; }

    /// <summary>The driver's own time: for a look at the queue and at a running trial, and for a trial from its choice to its end (journal, folders, sampler).</summary>
    public double LookCost { get; init; } = 0.2;

    public double FollowCost { get; init; } = 2e-5;

    public double TrialCost { get; init; } = 0.01;
}

/// <summary>What became of a sweep. What nodes did is in shares of their time; what lies behind the last trial's start counts with the jobs that still ran alone.</summary>
/// <param name="Hours">Until the last trial was over and the driver knew.</param>
/// <param name="IdealHours">The training alone, evenly on all nodes.</param>
/// <param name="Used">Training that counted, of pruned trials up to the pruned epoch.</param>
/// <param name="Waiting">Nodes without a job.</param>
/// <param name="Down">Nodes that failed or were somebody else's.</param>
/// <param name="Repeated">Training that was lost with a node and repeated.</param>
/// <param name="Late">Training of pruned trials until they had ended.</param>
/// <param name="Overhead">Starts and checkpoints.</param>
/// <param name="Driver">Share of the whole time in which the driver was at work.</param>
/// <param name="Requeued">Jobs that went on in a further one.</param>
internal sealed record ClusterOutcome(
    double Hours, double IdealHours, double Used, double Waiting, double Down, double Repeated, double Late, double Overhead, double Driver, int Requeued);
