using System.Globalization;
using MtlTorch.Data;
using MtlTorch.Tensors;
using MtlTorch.Training;

namespace MtlTorch.Experiments.Running.Calibration;

/// <summary>
/// Chooses the threads of a training, and its replicas where those are "auto" too, by trying each candidate for a moment, on the training's own rows. What was
/// chosen is remembered for the machine and the configuration, so that the next run is divided the same way, and gives the same numbers.
/// </summary>
/// <param name="cache">Where it is remembered.</param>
/// <param name="most">The most threads that may be used.</param>
public sealed class ThreadCalibration(CalibrationCache cache, int most)
{
    private const int Rounds = 2;

    /// <summary>More threads must be worth their while: others may want them, and what is closer than this is the measuring error.</summary>
    private const double Worthwhile = 1.05;

    /// <summary>The same with the user's cache, and at most OMP_NUM_THREADS threads where that is set, or else as many as there are processors.</summary>
    public static ExperimentPlan Settle(ExperimentPlan plan, CancellationToken stop)
    {
        var told = int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        return new ThreadCalibration(CalibrationCache.OfUser(), told ? number : Environment.ProcessorCount).Settled(plan, stop);
    }

    /// <summary>The plan with its threads and replicas chosen. It stays as it is where both are given, on a GPU, and where the choice could not be remembered.</summary>
    /// <param name="plan">The experiment.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ExperimentPlan Settled(ExperimentPlan plan, CancellationToken stop)
    {
        var settled = plan.Settled();
        var (threads, replicas) = (plan.Config.Threads, plan.Config.Replicas);
        if (plan.Stages.Count > 0)
        {
            // A number for all stages: some may not be divisible, and only the last one could be tried.
            replicas ??= 1;
        }

        if (settled.Config.Device != "cpu" || Division.Candidates(most, threads, replicas) is not { Count: > 1 } candidates)
        {
            return settled;
        }

        var before = new Division(settled.Config.Threads!.Value, settled.Config.Replicas!.Value);
        var known = cache.Read(plan.Config, most);
        if (known is null || !candidates.Contains(known.Chosen))
        {
            known = cache.CanWrite && Measured(settled, candidates, stop) is { } measured ? cache.Remember(plan.Config, most, measured) : null;
        }

        // Settled once more in any case: a trial leaves the process with its own number of threads.
        return plan.With(known?.Chosen ?? before).Settled();
    }

    private static Measurement? Measured(ExperimentPlan plan, IReadOnlyList<Division> candidates, CancellationToken stop)
    {
        using var train = plan.Load(SplitName.Train)!;

        // In two rounds, of which the faster counts: the first finds code that is not compiled yet, and any of them another program at work.
        var tried = Enumerable.Repeat(candidates, Rounds).SelectMany(round => round)
            .Select(candidate => (Candidate: candidate, Speed: SpeedOf(plan.With(candidate).Settled(), train, stop))).ToList();
        var speeds = tried.Where(t => t.Speed is not null).GroupBy(t => t.Candidate).Select(group => group.MaxBy(t => t.Speed)).ToList();
        if (speeds.Count == 0)
        {
            return null;
        }

        var best = speeds.Aggregate((best, next) => next.Speed > best.Speed * (next.Candidate.Threads > best.Candidate.Threads ? Worthwhile : 1) ? next : best);
        return new Measurement(best.Candidate, speeds.ToDictionary(s => $"{s.Candidate.Threads} x {s.Candidate.Replicas}", s => Math.Round(s.Speed!.Value, 2)));
    }

    /// <summary>Steps per second; null where the training is too short to tell, or cannot be divided so.</summary>
    private static double? SpeedOf(ExperimentPlan plan, Split train, CancellationToken stop)
    {
        using var randomness = new Randomness(plan.Config.Seed);
        using var models = plan.BuildReplicas(train, randomness);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var trial = new SpeedTrial(enough);
        try
        {
            var setup = plan.Setup(models, train, null, randomness);
            using var trainer = new Trainer(setup with { Options = setup.Options with { Epochs = int.MaxValue, StopAfter = null, Patience = null, DiagnosticsEvery = null } }, trial, trial);
            trainer.Run(enough.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The run itself will meet this, and say so in its place; or never, if it is divided otherwise.
        }

        stop.ThrowIfCancellationRequested();
        return trial.StepsPerSecond;
    }
}
