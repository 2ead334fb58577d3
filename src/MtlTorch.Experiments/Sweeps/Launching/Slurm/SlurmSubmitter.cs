using Serilog;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>Puts trials into job arrays, and keeps the number of those that run at once over all arrays.</summary>
/// <param name="slurm">The cluster.</param>
/// <param name="place">Where trials are trained.</param>
/// <param name="options">What they ask of the cluster.</param>
/// <param name="log">Is told of each array, and of what has to wait.</param>
internal sealed class SlurmSubmitter(ISlurm slurm, SlurmPlace place, SlurmOptions options, ILogger log)
{
    private readonly int largest = slurm.LargestIndex();
    private readonly Queue<(SlurmBatch Batch, IReadOnlyList<SlurmTrial> Trials)> held = new();
    private readonly Dictionary<long, int> throttles = [];

    /// <summary>A submission that failed may have reached the cluster nevertheless.</summary>
    private bool wasTried;

    /// <summary>The most trials of one array.</summary>
    public int Largest => largest;

    /// <summary>Puts trials into arrays, in their order.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="others">Trials that are in jobs already.</param>
    public void Add(IReadOnlyList<SlurmTrial> trials, int others)
    {
        foreach (var some in trials.Chunk(largest))
        {
            held.Enqueue((SlurmBatch.Write(place, options, [.. some.Select(t => t.Job)], options.MaxParallel - others), some));
            Array.ForEach(some, t => t.IsHeld = true);
            others += some.Length;
        }
    }

    /// <summary>Submits what waits for it, until the cluster takes no more for now.</summary>
    /// <returns>The trials of arrays that it refuses for good, and why.</returns>
    public IReadOnlyList<(SlurmTrial Trial, string Reason)> Submit()
    {
        var refused = new List<(SlurmTrial, string)>();
        while (held.TryPeek(out var next))
        {
            try
            {
                var job = (wasTried ? slurm.Find(next.Batch.Path) : null) ?? slurm.Submit(next.Batch.Script);
                Enter(next.Batch, job, next.Trials);
                log.Information("submitted slurm job {Job}: {Count} trials, {Folder}", job, next.Trials.Count, next.Batch.Path);
                wasTried = false;
            }
            catch (SlurmBusyException e)
            {
                if (!wasTried)
                {
                    log.Warning("{Count} trials wait to be submitted. {Message}", held.Sum(h => h.Trials.Count), e.Message);
                }

                wasTried = true;
                return refused;
            }
            catch (InvalidOptionException e)
            {
                refused.AddRange(next.Trials.Select(t => (t, e.Problem)));
                wasTried = false;
            }

            held.Dequeue();
        }

        return refused;
    }

    /// <summary>Forgets what waits to be submitted.</summary>
    public void Withdraw() => held.Clear();

    /// <summary>Lets an array run as many tasks as the arrays before it leave room for.</summary>
    /// <param name="alive">Trials in each job that have not ended, the first job first.</param>
    public void Rethrottle(IEnumerable<(long Job, int Trials)> alive)
    {
        var others = 0;
        foreach (var (job, trials) in alive)
        {
            var room = Math.Max(1, options.MaxParallel - others);
            if (throttles.TryGetValue(job, out var now) && now < Math.Min(room, trials))
            {
                slurm.Throttle(job, room);
                throttles[job] = room;
            }

            others += trials;
        }
    }

    private void Enter(SlurmBatch batch, long job, IReadOnlyList<SlurmTrial> trials)
    {
        batch.Job = job;
        throttles[job] = batch.AtOnce;
        for (var i = 0; i < trials.Count; i++)
        {
            trials[i].Enter(batch, new TaskId(job, i + 1));
        }
    }
}
