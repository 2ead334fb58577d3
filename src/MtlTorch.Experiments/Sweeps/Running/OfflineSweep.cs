using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Launching;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>A sweep that is trained without a driver: all points are chosen ahead, and what came out is collected later.</summary>
/// <param name="plan">The sweep; its sampler does not look at the trials.</param>
/// <param name="folder">Its folder.</param>
/// <param name="clock">Gives the time.</param>
public sealed class OfflineSweep(SweepPlan plan, SweepFolder folder, TimeProvider clock)
{
    private readonly TrialChooser chooser = new(plan);
    private readonly TrialFolders folders = new(folder, clock);
    private readonly string driver = new SweepDrivers(folder).Own;

    /// <summary>Refuses a sweep that somebody must look at while it goes on.</summary>
    /// <exception cref="InvalidOptionException">The sampler or the pruner wants to see results.</exception>
    public static void Check(SweepPlan plan)
    {
        if (plan.Sampler.IsAdaptive || plan.Config.Pruner is not Pruning.NoPrunerOptions)
        {
            throw new InvalidOptionException("--launcher print", "the sweep learns from its trials as they end, so somebody must look at them. Choose a sampler that does not (grid, random, sobol) and leave the pruner out, or use another launcher.");
        }
    }

    /// <summary>Chooses all points that are not chosen yet, and makes the folders of trials that have none.</summary>
    /// <returns>The trials whose folders are new.</returns>
    /// <exception cref="InvalidOptionException">A folder cannot be made.</exception>
    public IReadOnlyList<TrialJob> Prepare()
    {
        folder.Journal.Append(Choose);
        return [.. folder.Journal.Trials.Where(t => t.Status == TrialStatus.Waiting && !folders.JobOf(t.Number, plan.Config.Seeds).Runs.All(Directory.Exists)).Select(Prepare)];
    }

    /// <summary>Writes down what came out of trials that ended.</summary>
    /// <returns>How many have not ended.</returns>
    public int Collect()
    {
        var outcomes = new TrialOutcomes(new TrialFigures(plan.Objectives), driver, clock);
        folder.Journal.Append(trials => trials.Where(t => t.Status == TrialStatus.Waiting).Select(t => End(outcomes, folders.JobOf(t.Number, plan.Config.Seeds))).OfType<TrialEnded>());
        return folder.Journal.Trials.Count(t => t.Status == TrialStatus.Waiting);
    }

    private IEnumerable<JournalEvent> Choose(IReadOnlyList<Trial> trials)
    {
        var known = trials.ToList();
        while (known.Count < plan.Config.Trials && chooser.Next(known) is { } chosen)
        {
            var happened = chooser.EventOf(chosen, driver, clock.GetUtcNow());
            known.Add(Trial.Of(happened));
            yield return happened;
        }
    }

    private TrialJob Prepare(Trial trial)
    {
        var job = folders.JobOf(trial.Number, plan.Config.Seeds);
        folders.Prepare(job, chooser.Compose(trial.Number, plan.Space.Read(trial.Values)!).Runs);
        return job;
    }

    private static TrialEnded? End(TrialOutcomes outcomes, TrialJob job)
    {
        var results = job.Runs.Select(run => RunState.ReadResult(RunFolder.Open(run))).ToList();
        var seconds = results.Sum(r => r?.Seconds ?? 0);
        return results.FirstOrDefault(r => r?.Status == RunStatus.Failed) is { } failed ? outcomes.Failed(job.Trial, failed.Error ?? "It ended without a word.") with { Seconds = seconds }
            : results.All(r => r?.Status == RunStatus.Completed) ? outcomes.Completed(job.Trial, job.Runs) with { Seconds = seconds }
            : null;
    }
}
