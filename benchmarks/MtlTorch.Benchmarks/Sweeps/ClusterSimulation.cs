namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>
/// A sweep on a cluster, event by event: the driver looks, notices, chooses and submits; slurmctld starts jobs one after the other; nodes fail, are taken away and come
/// back; jobs end, reach their limit, are pruned, and go on from their last epoch or checkpoint. Jobs are those of one node each.
/// </summary>
/// <param name="settings">The cluster and the sweep.</param>
/// <param name="seed">Of all draws.</param>
internal sealed class ClusterSimulation(ClusterSettings settings, ulong seed)
{
    private enum Kind
    {
        Look,
        Start,
        JobOver,
        NodeBack,
        Requeued,
    }

    private enum End
    {
        Done,
        Pruned,
        Limit,
        Preempted,
        Failed,
    }

    private sealed class SimulatedTrial
    {
        public double Length, Done, PrunedAt = double.PositiveInfinity;
        public End Ending;
        public bool HasBegun;
    }

    private readonly EventDraws draws = new(seed);
    private readonly PriorityQueue<(Kind Kind, SimulatedTrial? Trial), (double Time, long Order)> agenda = new();
    private readonly Queue<SimulatedTrial> pending = new();
    private int unseen, chosen, over, free = settings.Nodes, running, requeued, begun;
    private long order;
    private double now, nextStart, driver, idle, down, used, repeated, late, overhead, total;
    private bool isStarting;

    /// <summary>Runs the sweep to its end.</summary>
    public ClusterOutcome Run()
    {
        Plan(0, Kind.Look);
        while (over < settings.Trials || unseen > 0)
        {
            agenda.TryDequeue(out var happening, out var at);
            Advance(at.Time);
            switch (happening.Kind)
            {
                case Kind.Look:
                    Look();
                    break;
                case Kind.Start:
                    isStarting = false;
                    Start();
                    break;
                case Kind.JobOver:
                    JobOver(happening.Trial!);
                    break;
                case Kind.NodeBack:
                    free++;
                    StartSoon();
                    break;
                case Kind.Requeued:
                    pending.Enqueue(happening.Trial!);
                    StartSoon();
                    break;
            }
        }

        var all = used + idle + down + repeated + late + overhead;
        return new ClusterOutcome(
            now / 3600, total / settings.Nodes / 3600, used / all, idle / all, down / all, repeated / all, late / all, overhead / all, driver / now, requeued);
    }

    private void Advance(double time)
    {
        // Behind the last start nodes run empty, with whatever launcher; what lies before is what can be gained.
        if (begun < settings.Trials)
        {
            idle += free * (time - now);
        }

        now = time;
    }

    /// <summary>The driver looks at all jobs, and chooses trials for those that have ended.</summary>
    private void Look()
    {
        var room = settings.Nodes - (chosen - over);
        var wanted = Math.Min(settings.Trials - chosen, settings.IsAdaptive ? room : room > 0 ? settings.LargestArray : 0);
        var work = settings.LookCost + (running * settings.FollowCost) + ((unseen + wanted) * settings.TrialCost / 2) + (Math.Ceiling((double)wanted / settings.LargestArray) * settings.Submit);
        unseen = 0;
        driver += work;
        for (var i = 0; i < wanted; i++)
        {
            Plan(now + work, Kind.Requeued, Choose());
        }

        Plan(now + Math.Max(work, settings.Poll), Kind.Look);
    }

    private SimulatedTrial Choose()
    {
        chosen++;
        var length = draws.LogNormal(settings.Training, settings.Variation);
        var epoch = Math.Floor(1 + (draws.Uniform() * (settings.Epochs - 1)));
        var isPruned = draws.Uniform() < settings.Pruned;
        total += isPruned ? length * epoch / settings.Epochs : length;
        return new SimulatedTrial { Length = length, PrunedAt = isPruned ? length * epoch / settings.Epochs : double.PositiveInfinity };
    }

    private void StartSoon()
    {
        if (!isStarting && pending.Count > 0 && free > 0)
        {
            isStarting = true;
            nextStart = Math.Max(now, nextStart) + (1 / settings.StartsPerSecond);
            Plan(nextStart, Kind.Start);
        }
    }

    private void Start()
    {
        if (free == 0 || !pending.TryDequeue(out var trial))
        {
            return;
        }

        free--;
        running++;
        if (!trial.HasBegun)
        {
            begun++;
        }

        trial.HasBegun = true;
        Plan(now + Occupation(trial), Kind.JobOver, trial);
        StartSoon();
    }

    /// <summary>How long a job has its node, with how it ends: whatever comes first.</summary>
    private double Occupation(SimulatedTrial trial)
    {
        var (startup, left) = (settings.Startup, trial.Length - trial.Done);
        var failure = draws.Exponential(settings.NodeFailure);
        var preemption = draws.Exponential(settings.Preemption);

        // The driver notices a pruned epoch with its next look, half an interval later on average; until then the trial goes on.
        var decided = trial.PrunedAt - trial.Done + (draws.Uniform() * settings.Poll);
        (double Time, End End)[] ends =
        [
            (startup + left, End.Done), (startup + Math.Max(0, decided) + settings.Checkpoint, End.Pruned), (settings.TimeLimit - settings.Signal + settings.Checkpoint, End.Limit),
            (preemption + settings.Checkpoint, End.Preempted), (failure, End.Failed),
        ];
        var (time, end) = ends.MinBy(e => e.Time);
        trial.Ending = end;
        Account(trial, time, startup);
        return time;
    }

    /// <summary>What a job's time was good for.</summary>
    private void Account(SimulatedTrial trial, double time, double startup)
    {
        var trained = Math.Max(0, time - startup - (trial.Ending is End.Limit or End.Preempted or End.Pruned ? settings.Checkpoint : 0));
        var gained = trained;
        if (trial.Ending == End.Failed)
        {
            // Checkpoints are those of whole epochs, and of what was there before.
            var epoch = trial.Length / settings.Epochs;
            gained = Math.Max(0, Math.Floor((trial.Done + trained) / epoch) * epoch - trial.Done);
            repeated += trained - gained;
        }

        var useful = Math.Max(0, Math.Min(gained, trial.PrunedAt - trial.Done));
        used += useful;
        late += gained - useful;
        overhead += time - trained;
        trial.Done += gained;
    }

    private void JobOver(SimulatedTrial trial)
    {
        running--;
        switch (trial.Ending)
        {
            case End.Done or End.Pruned:
                free++;
                over++;
                unseen++;
                break;
            case End.Limit:
                free++;
                Requeue(trial, settings.RequeueDelay);
                break;
            case End.Preempted:
                Lose(settings.Away);
                Requeue(trial, settings.RequeueDelay);
                break;
            default:
                Lose(settings.Repair);
                Requeue(trial, settings.NodeTimeout + settings.RequeueDelay);
                break;
        }

        StartSoon();
    }

    private void Lose(double time)
    {
        down += time;
        Plan(now + time, Kind.NodeBack);
    }

    private void Requeue(SimulatedTrial trial, double delay)
    {
        requeued++;
        Plan(now + delay, Kind.Requeued, trial);
    }

    private void Plan(double time, Kind kind, SimulatedTrial? trial = null) => agenda.Enqueue((kind, trial), (time, order++));
}
