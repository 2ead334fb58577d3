using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Launching;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Tests.Sweeps;

/// <summary>A launcher that trains nothing: what a run reaches is a function of its configuration and the epoch. It writes what a training would write.</summary>
/// <param name="slots">Trials at once.</param>
/// <param name="score">The score after an epoch.</param>
internal sealed class FakeLauncher(int slots, Func<ExperimentConfig, int, double> score) : ILauncher
{
    private readonly Dictionary<int, (TrialJob Job, int Epoch)> underway = [];
    private readonly Queue<LauncherEvent> events = new();
    private readonly HashSet<int> waiting = [];

    /// <summary>The trials in the order in which they were begun.</summary>
    public List<int> Begun { get; } = [];

    /// <summary>What becomes of a trial in place of a result; null for a result.</summary>
    public Func<int, string?> Fails { get; init; } = _ => null;

    /// <summary>Epochs that are trained before anybody is told of them, as where somebody looks seldom.</summary>
    public int EpochsAtOnce { get; set; } = 1;

    /// <summary>Throws after so many waits, as if the driver were killed.</summary>
    public int DiesAfter { get; set; } = int.MaxValue;

    public int Wanted(int underwayNow, bool isAdaptive) => slots - underwayNow;

    public IReadOnlyList<string> Begin(IReadOnlyList<TrialJob> jobs)
    {
        foreach (var job in jobs)
        {
            Begun.Add(job.Trial);
            underway.Add(job.Trial, (job, MetricsFile.Epochs(RunFolder.Open(job.Runs[0]).Metrics).Count));
        }

        return [.. jobs.Select(j => $"place {j.Trial}")];
    }

    public IReadOnlyList<LauncherEvent> Wait(TimeSpan time, CancellationToken stop)
    {
        if (events.Count == 0)
        {
            foreach (var trial in underway.Keys.Where(t => !waiting.Contains(t)).ToList())
            {
                Advance(trial);
            }
        }

        if (--DiesAfter < 0)
        {
            throw new DriverKilledException();
        }

        return events.TryDequeue(out var next) ? [next] : [];
    }

    public void Answer(int trial, bool goesOn)
    {
        waiting.Remove(trial);
        if (!goesOn)
        {
            underway.Remove(trial);
            events.Enqueue(new TrialOver(trial, RunStatus.Interrupted, null, 1));
        }
    }

    public void StopAll()
    {
        foreach (var trial in underway.Keys)
        {
            events.Enqueue(new TrialOver(trial, RunStatus.Interrupted, null, 1));
        }

        underway.Clear();
    }

    public void Dispose()
    {
    }

    private void Advance(int trial)
    {
        var (job, epoch) = underway[trial];
        if (Fails(trial) is { } error)
        {
            underway.Remove(trial);
            events.Enqueue(new TrialOver(trial, RunStatus.Failed, error, 1));
            return;
        }

        var config = ConfigTree.Read(RunFolder.Open(job.Runs[0]).Resolved, []).ToConfig();
        if (epoch < config.Trainer.Epochs)
        {
            var last = Math.Min(epoch + EpochsAtOnce, config.Trainer.Epochs);
            for (var at = epoch + 1; at <= last; at++)
            {
                Train(job.Runs[0], config, at);
                events.Enqueue(new EpochReached(trial, at));
            }

            underway[trial] = (job, last);
            waiting.Add(trial);
            return;
        }

        foreach (var run in job.Runs)
        {
            End(run);
        }

        underway.Remove(trial);
        events.Enqueue(new TrialOver(trial, RunStatus.Completed, null, 1));
    }

    private void End(string run)
    {
        var folder = RunFolder.Open(run);
        var config = ConfigTree.Read(folder.Resolved, []).ToConfig();
        for (var epoch = MetricsFile.Epochs(folder.Metrics).Count + 1; epoch <= config.Trainer.Epochs; epoch++)
        {
            Train(run, config, epoch);
        }

        var best = MetricsFile.Epochs(folder.Metrics).Last(e => e.IsBest);
        var result = new RunResult { Status = RunStatus.Completed, Epochs = config.Trainer.Epochs, BestEpoch = best.Epoch, Seconds = 1, Parameters = 1000, Validation = best.Validation };
        File.WriteAllText(folder.Result, JsonSerializer.Serialize(result, RunJson.Indented));
    }

    private void Train(string run, ExperimentConfig config, int epoch)
    {
        var folder = RunFolder.Open(run);
        var value = score(config, epoch);
        Directory.CreateDirectory(folder.LastCheckpoint);
        using var metrics = new MetricsWriter(folder.Metrics);
        metrics.Add(new EpochRecord
        {
            Epoch = epoch,
            TrainLosses = config.Tasks.Keys.ToDictionary(t => t, _ => 1.0),
            Weights = null,
            LearningRate = 0.1,
            Validation = new Scores(config.Tasks.ToDictionary(t => t.Key, t => (IReadOnlyDictionary<string, double>)t.Value.Metrics().ToDictionary(m => m.Name, _ => value))),
            Score = value,
            IsBest = MetricsFile.Epochs(folder.Metrics).All(e => e.Score < value),
        });
    }
}

/// <summary>Stands for kill -9.</summary>
internal sealed class DriverKilledException : Exception;
