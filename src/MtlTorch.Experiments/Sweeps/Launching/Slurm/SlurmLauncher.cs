using MtlTorch.Experiments.Running;
using Serilog;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>
/// Has trials trained by the jobs of a Slurm cluster. It asks the cluster where jobs stand, and the folders of their runs, which all nodes share, what came out. Jobs
/// outlive it: their numbers are in SWEEP/slurm, where <see cref="Adopt"/> finds them.
/// </summary>
public sealed class SlurmLauncher : ILauncher
{
    private readonly ISlurm slurm;
    private readonly SlurmPlace place;
    private readonly SlurmOptions options;
    private readonly ILogger log;
    private readonly TimeProvider clock;
    private readonly SlurmSubmitter submitter;
    private readonly SlurmFollower follower;
    private DateTimeOffset nextLook;

    /// <summary>Checks that the cluster would take such trials; nothing is made or submitted.</summary>
    /// <param name="slurm">The cluster.</param>
    /// <param name="place">Where trials are trained.</param>
    /// <param name="options">What they ask of the cluster.</param>
    /// <param name="log">Is told of jobs.</param>
    /// <param name="clock">Gives the time.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range, there is no Slurm here, or it refuses such jobs.</exception>
    /// <exception cref="SlurmBusyException">The cluster does not answer.</exception>
    public SlurmLauncher(ISlurm slurm, SlurmPlace place, SlurmOptions options, ILogger log, TimeProvider clock)
    {
        options.Check();
        (this.slurm, this.place, this.options, this.log, this.clock) = (slurm, place, options, log, clock);
        submitter = new SlurmSubmitter(slurm, place, options, log);
        follower = new SlurmFollower(slurm, submitter, options, log, clock);
        var probe = Path.GetTempFileName();
        File.WriteAllText(probe, SlurmScript.Text(place, options, Path.GetTempPath(), tasks: 1, atOnce: 1));
        try
        {
            slurm.Try(probe);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    private TimeSpan Interval => TimeSpan.FromSeconds(options.PollSeconds);

    /// <inheritdoc/>
    public bool CanAdopt => true;

    /// <inheritdoc/>
    public int Wanted(int underway, bool isAdaptive) =>
        underway >= options.MaxParallel ? 0 : isAdaptive ? options.MaxParallel - underway : submitter.Largest;

    /// <inheritdoc/>
    public IReadOnlyList<string> Begin(IReadOnlyList<TrialJob> jobs)
    {
        foreach (var job in jobs)
        {
            TrialRuns.Forget(job);
        }

        var trials = jobs.Select(job => new SlurmTrial(job) { SecondsBefore = TrialRuns.Seconds(job) }).ToList();
        foreach (var trial in trials)
        {
            follower.Add(trial);
            if (TrialRuns.AreComplete(trial.Job))
            {
                follower.Finish(trial, RunStatus.Completed);
            }
        }

        follower.Submit();
        return [.. trials.Select(t => t.Where)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Adopt(IReadOnlyList<TrialJob> jobs)
    {
        var wanted = jobs.ToDictionary(j => j.Trial);
        var batches = SlurmBatch.All(place).Select(batch => (Batch: batch, Job: NumberOf(batch))).Where(b => b.Job is not null).Reverse().ToList();
        var alive = batches.Count == 0 ? [] : slurm.Queue([.. batches.Select(b => b.Job!.Value)]).Where(r => TaskStates.Parse(r.State).IsAlive()).Select(r => r.Id).ToHashSet();
        var adopted = new List<int>();
        foreach (var (batch, job) in batches)
        {
            foreach (var (i, there) in batch.Trials.Index())
            {
                var id = new TaskId(job!.Value, i + 1);
                if (alive.Contains(id) && wanted.Remove(there.Trial, out var mine))
                {
                    Follow(mine, batch, id);
                    adopted.Add(mine.Trial);
                }
            }
        }

        return adopted;
    }

    /// <inheritdoc/>
    public IReadOnlyList<LauncherEvent> Wait(TimeSpan time, CancellationToken stop)
    {
        var until = clock.GetUtcNow() + time;
        for (; ; )
        {
            var now = clock.GetUtcNow();
            if (now >= nextLook)
            {
                follower.Look();
                nextLook = clock.GetUtcNow() + Interval;
            }

            if (follower.Events.Count > 0 || now >= until || stop.IsCancellationRequested)
            {
                LauncherEvent[] happened = [.. follower.Events];
                follower.Events.Clear();
                return happened;
            }

            var left = (nextLook < until ? nextLook : until) - now;
            stop.WaitHandle.WaitOne(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <inheritdoc/>
    public void Answer(int trial, bool goesOn)
    {
        if (!goesOn && follower.Trials.TryGetValue(trial, out var ending) && !ending.IsToEnd)
        {
            // The file counts, should the signal come too early or too late: a job that begins looks there first.
            WholeFile.Write(TrialRuns.EndedFile(ending.Job.Folder), "");
            ending.IsToEnd = true;
        }
    }

    /// <inheritdoc/>
    public void StopAll()
    {
        follower.IsStopping = true;
        foreach (var batch in follower.Trials.Values.Select(t => t.Batch).OfType<SlurmBatch>().Distinct())
        {
            WholeFile.Write(batch.StoppedFile, "");
        }

        // Who does not end by himself is cancelled when his patience is over, and a few looks later must be gone.
        var until = clock.GetUtcNow() + follower.EndPatience + TimeSpan.FromSeconds(60) + (3 * Interval);
        follower.Look();
        while (follower.Trials.Count > 0 && clock.GetUtcNow() < until)
        {
            Thread.Sleep(Interval);
            follower.Look();
        }

        foreach (var trial in follower.Trials.Values.ToList())
        {
            log.Warning("{Where}, trial {Trial}, has not ended; `scancel` ends it", trial.Where, trial.Job.Trial);
            follower.Finish(trial, RunStatus.Interrupted);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Jobs go on without it.
    }

    private void Follow(TrialJob job, SlurmBatch batch, TaskId id)
    {
        var trial = new SlurmTrial(job) { IsToEnd = TrialRuns.IsEnded(job.Folder) };
        trial.Enter(batch, id);
        follower.Add(trial);
        log.Information("trial {Trial} goes on in {Where}, which an earlier driver submitted", job.Trial, trial.Where);
    }

    /// <summary>A driver that died may have submitted a job, and not have written down its number.</summary>
    private long? NumberOf(SlurmBatch batch)
    {
        if (batch.Job is { } known)
        {
            return known;
        }

        var found = slurm.Find(batch.Path);
        if (found is { } job)
        {
            batch.Job = job;
        }

        return found;
    }
}
