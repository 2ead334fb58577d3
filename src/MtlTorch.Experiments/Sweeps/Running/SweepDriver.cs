using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Launching;
using MtlTorch.Experiments.Sweeps.Pruning;
using Serilog;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>
/// Runs a sweep: chooses points, has them trained, ends those that are not promising, and writes down what happens. All that must survive is in the journal and the run
/// folders, so that a driver can be killed at any moment and another one goes on; several may be at work on one sweep at the same time.
/// </summary>
/// <param name="plan">The sweep.</param>
/// <param name="folder">Its folder.</param>
/// <param name="launcher">Trains trials.</param>
/// <param name="reporter">Shows how it goes.</param>
/// <param name="log">The sweep's log.</param>
/// <param name="clock">Gives the time.</param>
public sealed class SweepDriver(SweepPlan plan, SweepFolder folder, ILauncher launcher, ISweepReporter reporter, ILogger log, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, Underway> underway = [];
    private readonly HashSet<int> tried = [];
    private readonly TrialChooser chooser = new(plan);
    private readonly TrialFigures figures = new(plan.Objectives);
    private readonly TrialFolders folders = new(folder, clock);
    private SweepDrivers drivers = new(folder);
    private readonly long begun = clock.GetTimestamp();
    private bool isExhausted;
    private bool isHeldUp;
    private bool isStopping;
    private int failures;

    /// <summary>Whether trials that failed are trained again, each once.</summary>
    public bool RetriesFailed { get; init; }

    /// <summary>Name of this driver, HOST:PROCESS unless it has another: no two drivers of a sweep have the same.</summary>
    internal string Name { init => drivers = new SweepDrivers(folder, value); }

    /// <summary>Finished runs of other sweeps, or of none, whose results stand for trials with the same configuration.</summary>
    public FinishedRuns Reusable { get; init; } = FinishedRuns.None;

    /// <summary>Runs the sweep until its trials are trained, its budget is spent, or it is asked to stop.</summary>
    /// <returns>Interrupted if it was asked to stop; failed if the budget of failures is spent, or no trial was completed; else completed.</returns>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    public RunStatus Run(CancellationToken stop)
    {
        using var presence = drivers.Enter();
        log.Information("Driver {Driver:l} begins", drivers.Own);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                // Trials that were not possible, or whose results were there already, are over at once: then there is room for more.
                var hasMore = Fill() && launcher.Wanted(underway.Count, plan.Sampler.IsAdaptive) > 0;
                if (!hasMore && underway.Count == 0 && !isHeldUp)
                {
                    return End();
                }

                Handle(launcher.Wait(hasMore ? TimeSpan.Zero : Patience, stop));
            }

            Stop();
            return RunStatus.Interrupted;
        }
        finally
        {
            log.Information("Driver {Driver:l} ends after {Seconds:f3} s of processor time", drivers.Own, Environment.CpuUsage.TotalTime.TotalSeconds);
        }
    }

    private RunStatus End()
    {
        if (IsTooManyFailures)
        {
            reporter.Say($"{failures} trials failed one after the other, so no other is begun (budget.failures). `mtl sweep show {folder.Path}` says why; --resume with --retry-failed trains them again.");
        }
        else if (IsBudgetSpent() && folder.Journal.Trials.Count < plan.Planned)
        {
            reporter.Say($"The hours of the budget are over. To go on for as many again: mtl sweep --resume {folder.Path}");
        }

        return IsTooManyFailures || !folder.Journal.Look().Any(t => t.Status == TrialStatus.Completed) ? RunStatus.Failed : RunStatus.Completed;
    }

    private TrialOutcomes Outcomes => new(figures, drivers.Own, clock);

    private bool IsTooManyFailures => failures >= (plan.Config.Budget.Failures ?? int.MaxValue);

    /// <summary>Begins as many trials as the launcher would take: first those that wait, then new ones.</summary>
    /// <returns>Whether there were any.</returns>
    private bool Fill()
    {
        var wanted = launcher.Wanted(underway.Count, plan.Sampler.IsAdaptive);
        if (wanted <= 0)
        {
            return false;
        }

        var taken = new List<(Underway Trial, ChosenTrial Chosen)>();
        folder.Journal.Append(trials => Claim(trials, wanted, taken));
        Report(taken);
        var adopted = Adopt([.. taken.Select(t => t.Trial).Where(t => underway.ContainsKey(t.Job.Trial) && Directory.Exists(t.Job.Folder))]);
        var ready = taken.Where(t => underway.ContainsKey(t.Chosen.Number) && !adopted.Contains(t.Chosen.Number) && Prepare(t.Trial, t.Chosen)).Select(t => t.Trial).ToList();
        foreach (var (trial, where) in ready.Zip(ready.Count == 0 ? [] : launcher.Begin([.. ready.Select(t => t.Job)])))
        {
            trial.Where = where;
        }

        return taken.Count > 0;
    }

    /// <summary>Goes on with trials that are being trained although their driver is gone, as the jobs of a cluster are.</summary>
    private IReadOnlyList<int> Adopt(IReadOnlyList<Underway> known)
    {
        var adopted = known.Count == 0 ? [] : launcher.Adopt([.. known.Select(t => t.Job)]);
        foreach (var trial in adopted)
        {
            underway[trial].Where = "adopted";
        }

        return adopted;
    }

    /// <summary>Says which trials this driver takes; is called while no other driver can.</summary>
    private List<JournalEvent> Claim(IReadOnlyList<Trial> trials, int wanted, List<(Underway, ChosenTrial)> taken)
    {
        isHeldUp = false;
        var events = new List<JournalEvent>();
        var known = trials.ToList();
        foreach (var trial in trials.Where(IsFree).Take(wanted))
        {
            if (plan.Space.Read(trial.Values) is not { } point)
            {
                continue;
            }

            var chosen = chooser.Compose(trial.Number, point);
            if (chosen.Problem is { } problem)
            {
                Refuse(chosen, problem);
            }
            else
            {
                Take(chosen, trial.Attempts + 1);
            }
        }

        while (taken.Count < wanted && !isExhausted && known.Count < plan.Config.Trials && !IsBudgetSpent())
        {
            var chosen = chooser.Next(known);
            if (chosen is null)
            {
                isExhausted = true;
                reporter.Say($"All {known.Count} points of the space are chosen.");
                break;
            }

            var happened = chooser.EventOf(chosen, drivers.Own, clock.GetUtcNow());
            events.Add(happened);
            known.Add(Trial.Of(happened));
            if (chosen.Problem is { } problem)
            {
                Refuse(chosen, problem);
            }
            else if (Reusable.Find(chosen.Identities) is { } runs && Outcomes.Completed(chosen.Number, runs) is { Status: TrialStatus.Completed } ended)
            {
                events.Add(ended with { Reused = runs[0] });
                taken.Add((Begun(chosen), chosen));
            }
            else
            {
                Take(chosen, 1);
            }
        }

        return events;

        void Refuse(ChosenTrial chosen, string problem)
        {
            tried.Add(chosen.Number);
            events.Add(Outcomes.Failed(chosen.Number, problem));
            taken.Add((Begun(chosen), chosen));
        }

        void Take(ChosenTrial chosen, int attempt)
        {
            var trial = Begun(chosen);
            tried.Add(chosen.Number);
            underway.Add(chosen.Number, trial);
            taken.Add((trial, chosen));
            events.Add(new TrialStarted { Time = clock.GetUtcNow(), Trial = chosen.Number, By = drivers.Own, Attempt = attempt });
        }
    }

    private Underway Begun(ChosenTrial chosen) =>
        new(folders.JobOf(chosen.Number, plan.Config.Seeds), chosen.Point, chosen.Runs.Count == 0 ? 0 : chosen.Runs[0].Trainer.LastEpoch());

    /// <summary>Whether a trial wants training and nobody is at work on it.</summary>
    private bool IsFree(Trial trial) => !underway.ContainsKey(trial.Number) && trial.Status switch
    {
        TrialStatus.Waiting or TrialStatus.Running => !drivers.IsAtWork(trial.By) && !IsHeldUp(trial),
        TrialStatus.Failed => RetriesFailed && !tried.Contains(trial.Number) && !IsHeldUp(trial),
        _ => false,
    };

    /// <summary>Whether the process of a driver that is gone is still at work on a trial: it ends after its step, and is waited for.</summary>
    private bool IsHeldUp(Trial trial)
    {
        var isHeld = !launcher.CanAdopt && folders.JobOf(trial.Number, plan.Config.Seeds).Runs.Any(run => RunLock.IsHeld(RunFolder.LockIn(run)));
        isHeldUp |= isHeld;
        return isHeld;
    }

    private bool IsBudgetSpent() =>
        IsTooManyFailures || (plan.Config.Budget.Hours is { } hours && clock.GetElapsedTime(begun) > TimeSpan.FromHours(hours));

    private void Report(List<(Underway Trial, ChosenTrial Chosen)> taken)
    {
        var trials = taken.Select(t => folder.Journal.Trials[t.Chosen.Number - 1]).ToList();
        reporter.TrialsBegan([.. trials.Where(t => t.Status == TrialStatus.Running)]);
        foreach (var trial in trials.Where(t => t.Status != TrialStatus.Running))
        {
            Tell(trial);
        }
    }

    /// <summary>Makes the run folders of a trial. Where that cannot be done the trial has failed.</summary>
    private bool Prepare(Underway trial, ChosenTrial chosen)
    {
        try
        {
            folders.Prepare(trial.Job, chosen.Runs);
            return true;
        }
        catch (Exception e) when (e is InvalidOptionException or IOException or UnauthorizedAccessException)
        {
            Finish(trial, Outcomes.Failed(trial.Job.Trial, e.Message));
            return false;
        }
    }

    private void Handle(IReadOnlyList<LauncherEvent> events)
    {
        foreach (var happened in events)
        {
            if (underway.TryGetValue(happened.Trial, out var trial))
            {
                switch (happened)
                {
                    case EpochReached reached:
                        Judge(trial, reached.Epoch);
                        break;
                    case TrialOver over:
                        Finish(trial, Outcome(trial, over));
                        break;
                }
            }
        }
    }

    private void Judge(Underway trial, int epoch)
    {
        if (plan.Config.Pruner is NoPrunerOptions && !reporter.WatchesEpochs)
        {
            launcher.Answer(trial.Job.Trial, goesOn: true);
            return;
        }

        // Who polls tells of several epochs at once; each is judged by what was known after it.
        trial.Curve = [.. figures.Curve(trial.Job.Runs[0]).Take(epoch)];
        reporter.EpochReached(trial.Job.Trial, epoch, trial.Curve.Count > 0 ? trial.Curve[^1] : double.NaN);

        // A training that is at its end anyway has nothing to save, and a result to lose.
        trial.IsPruned = trial.IsPruned || (plan.Config.Pruner is not NoPrunerOptions && trial.Curve.Count > 0 && epoch < trial.Epochs && plan.Pruner.ShouldEnd(Observe(trial), Others(trial)));
        launcher.Answer(trial.Job.Trial, goesOn: !trial.IsPruned);
    }

    private List<Sampling.Observation> Others(Underway trial) =>
    [
        .. chooser.Observe(folder.Journal.Trials.Where(t => !underway.ContainsKey(t.Number) && t.Curve.Count > 0)),
        .. underway.Values.Where(other => other != trial && other.Curve.Count > 0).Select(Observe),
    ];

    private Sampling.Observation Observe(Underway trial) => new(trial.Job.Trial, trial.Point, TrialStatus.Running, [], [.. trial.Curve.Select(chooser.Loss)]);

    private TrialEnded Outcome(Underway trial, TrialOver over)
    {
        var number = trial.Job.Trial;
        var curve = figures.Curve(trial.Job.Runs[0]);
        var ended = over.Status switch
        {
            RunStatus.Completed => Outcomes.Completed(number, trial.Job.Runs),
            RunStatus.Interrupted when trial.IsPruned => Outcomes.Ended(number, TrialStatus.Pruned),
            RunStatus.Interrupted => Outcomes.Ended(number, TrialStatus.Waiting),

            // Whatever became of a process that was told to stop is no failure of its trial.
            RunStatus.Failed when isStopping => Outcomes.Ended(number, TrialStatus.Waiting),
            _ => Outcomes.Failed(number, over.Error ?? "It ended without a word."),
        };
        return ended with { Curve = curve, Seconds = over.Seconds, Where = trial.Where };
    }

    private void Finish(Underway trial, TrialEnded ended)
    {
        underway.Remove(trial.Job.Trial);
        folder.Journal.Append(ended);
        Tell(folder.Journal.Trials[trial.Job.Trial - 1]);
    }

    private void Tell(Trial trial)
    {
        failures = trial.Status switch { TrialStatus.Failed => failures + 1, TrialStatus.Completed => 0, _ => failures };
        log.Information("Trial {Trial} {Status:l} {Values} {Error:l}", trial.Number, trial.Status.ToString().ToLowerInvariant(), trial.Objectives, trial.Error ?? "");
        reporter.TrialEnded(trial);
    }

    /// <summary>Lets trials write their checkpoints; they wait for the next driver.</summary>
    private void Stop()
    {
        isStopping = true;
        launcher.StopAll();
        Handle(launcher.Wait(TimeSpan.Zero, CancellationToken.None));
        foreach (var trial in underway.Values.ToList())
        {
            Finish(trial, Outcomes.Ended(trial.Job.Trial, TrialStatus.Waiting) with { Where = trial.Where });
        }
    }
}
