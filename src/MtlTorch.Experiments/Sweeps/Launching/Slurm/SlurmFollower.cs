using MtlTorch.Experiments.Running;
using Serilog;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>Looks at the jobs of trials and at the folders of their runs, and does what follows: submits again, asks to end, tells what happened.</summary>
/// <param name="slurm">The cluster.</param>
/// <param name="submitter">Puts trials into jobs.</param>
/// <param name="options">What trials ask of the cluster.</param>
/// <param name="log">Is told of what goes another way than usual.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class SlurmFollower(ISlurm slurm, SlurmSubmitter submitter, SlurmOptions options, ILogger log, TimeProvider clock)
{
    /// <summary>Files of another machine may be a while on their way.</summary>
    private static readonly TimeSpan FolderPatience = TimeSpan.FromSeconds(60);

    /// <summary>Why most jobs wait, which is no news.</summary>
    private static readonly string[] Usual = ["", "Priority", "Resources", "JobArrayTaskLimit", "BeginTime"];

    private readonly SortedDictionary<int, SlurmTrial> trials = [];
    private bool isSilent;

    /// <summary>The trials that have not ended, by number.</summary>
    public IReadOnlyDictionary<int, SlurmTrial> Trials => trials;

    /// <summary>What happened and was not told yet.</summary>
    public List<LauncherEvent> Events { get; } = [];

    /// <summary>Whether all trials are to end.</summary>
    public bool IsStopping { get; set; }

    /// <summary>How long a trial may take to end: a step and a checkpoint, and as long again.</summary>
    public TimeSpan EndPatience => TimeSpan.FromSeconds(2 * options.SignalSeconds);

    /// <summary>Follows a trial.</summary>
    public void Add(SlurmTrial trial) => trials.Add(trial.Job.Trial, trial);

    /// <summary>Tells that a trial is over.</summary>
    public void Finish(SlurmTrial trial, RunStatus status, string? error = null)
    {
        Events.AddRange(trial.Epochs.Look().Select(epoch => new EpochReached(trial.Job.Trial, epoch)));
        Events.Add(new TrialOver(trial.Job.Trial, status, error, Math.Max(0, TrialRuns.Seconds(trial.Job) - trial.SecondsBefore)));
        trials.Remove(trial.Job.Trial);
    }

    /// <summary>One look: one squeue for all jobs, one question to the file system for each trial that runs.</summary>
    public void Look()
    {
        try
        {
            AskToEnd();
            var reports = Reports();
            foreach (var trial in trials.Values.Where(t => t.Id is not null).ToList())
            {
                Follow(trial, reports.GetValueOrDefault(trial.Id!.Value));
            }

            Submit();
            submitter.Rethrottle(trials.Values.Where(t => t.Id is not null).CountBy(t => t.Id!.Value.Job).OrderBy(j => j.Key).Select(j => (j.Key, j.Value)));
            Say(null);
        }
        catch (SlurmBusyException e)
        {
            // Jobs do not depend on it: a later look sees what has become of them.
            Say(e.Message);
        }
    }

    /// <summary>Submits what waits for it; what is refused for good has failed.</summary>
    public void Submit()
    {
        if (IsStopping)
        {
            submitter.Withdraw();
            trials.Values.Where(t => t.Id is null).ToList().ForEach(t => Finish(t, RunStatus.Interrupted));
            return;
        }

        var homeless = trials.Values.Where(t => t.Id is null && !t.IsHeld).ToList();
        if (homeless.Count > 0)
        {
            submitter.Add(homeless, trials.Count - homeless.Count);
        }

        foreach (var (trial, reason) in submitter.Submit())
        {
            Finish(trial, RunStatus.Failed, reason);
        }
    }

    private void AskToEnd()
    {
        var now = clock.GetUtcNow();
        var ending = trials.Values.Where(t => t.Id is not null && (t.IsToEnd || IsStopping)).ToList();
        var fresh = ending.Where(t => t.Asked is null).ToList();
        if (fresh.Count > 0)
        {
            slurm.Cancel([.. fresh.Where(t => t.State == TaskState.Waiting).Select(t => t.Id!.Value)], waitingOnly: true);
            slurm.Ask([.. fresh.Select(t => t.Id!.Value)]);
            fresh.ForEach(t => t.Asked = now);
        }

        var late = ending.Where(t => now - t.Asked > EndPatience).ToList();
        if (late.Count > 0)
        {
            log.Warning("{Count} trials did not end when they were asked to; their jobs are cancelled", late.Count);
            slurm.Cancel([.. late.Select(t => t.Id!.Value)], waitingOnly: false);
        }
    }

    /// <summary>Where all tasks stand: from the queue, and those that are not in it any more from the accounting.</summary>
    private Dictionary<TaskId, TaskReport> Reports()
    {
        var ids = trials.Values.Where(t => t.Id is not null).Select(t => t.Id!.Value).ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        var reports = slurm.Queue([.. ids.Select(id => id.Job).Distinct()]).DistinctBy(r => r.Id).ToDictionary(r => r.Id);
        var gone = ids.Where(id => !reports.ContainsKey(id)).Select(id => id.Job).Distinct().ToList();
        foreach (var report in gone.Count == 0 ? [] : slurm.History(gone) ?? [])
        {
            reports.TryAdd(report.Id, report);
        }

        return reports;
    }

    private void Follow(SlurmTrial trial, TaskReport? report)
    {
        var state = report is null ? TaskState.Lost : TaskStates.Parse(report.State);
        if (!state.IsAlive())
        {
            Conclude(trial, state, report);
            return;
        }

        if (state == TaskState.Running)
        {
            Events.AddRange(trial.Epochs.Look().Select(epoch => new EpochReached(trial.Job.Trial, epoch)));
        }

        // A job that is held, or that never will have what it asks for, says so here and nowhere else.
        if (state == TaskState.Waiting && report!.Reason != trial.Reason && !Usual.Contains(report.Reason))
        {
            log.Information("{Where}, trial {Trial}, waits: {Reason}", trial.Where, trial.Job.Trial, report.Reason);
        }

        (trial.State, trial.Reason, trial.Over) = (state, report!.Reason, null);
    }

    private void Conclude(SlurmTrial trial, TaskState state, TaskReport? report)
    {
        trial.Over ??= clock.GetUtcNow();
        var isFinal = clock.GetUtcNow() - trial.Over >= FolderPatience;
        var (verdict, reason) = SlurmVerdict.Of(trial, state, report is null ? "" : Words(report), IsStopping, options.Resubmissions, isFinal);
        switch (verdict)
        {
            case Verdict.Unclear:
                break;
            case Verdict.Again:
                trial.Resubmissions++;
                log.Warning("trial {Trial} is submitted again. {Reason}", trial.Job.Trial, reason);
                trial.Leave();
                break;
            case Verdict.Completed:
                Finish(trial, RunStatus.Completed);
                break;
            case Verdict.Interrupted:
                Finish(trial, RunStatus.Interrupted);
                break;
            default:
                Finish(trial, RunStatus.Failed, reason);
                break;
        }
    }

    private static string Words(TaskReport report) => $"{report.State}{(report.Node.Length > 0 ? $" on {report.Node}" : "")}{(report.Reason.Length > 0 ? $" ({report.Reason})" : "")}";

    /// <summary>Says once that the cluster does not answer, and once that it does again.</summary>
    private void Say(string? trouble)
    {
        if (trouble is not null && !isSilent)
        {
            log.Warning("the cluster does not answer; its jobs go on meanwhile. {Message}", trouble);
        }
        else if (trouble is null && isSilent)
        {
            log.Information("the cluster answers again");
        }

        isSilent = trouble is not null;
    }
}
