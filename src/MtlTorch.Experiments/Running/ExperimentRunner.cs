using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Evaluation;
using Serilog;

namespace MtlTorch.Experiments.Running;

/// <summary>Runs an experiment into its folder: data, model, training, the figures of the best epoch.</summary>
/// <param name="plan">The experiment; its device and threads are settled.</param>
/// <param name="folder">The run's folder.</param>
/// <param name="reporter">Shows the run.</param>
/// <param name="log">The run's log.</param>
/// <param name="clock">Measures the time.</param>
public sealed class ExperimentRunner(ExperimentPlan plan, RunFolder folder, IRunReporter reporter, ILogger log, TimeProvider clock)
{
    private readonly long started = clock.GetTimestamp();
    private readonly torch.Device device = torch.device(plan.Config.Device);
    private readonly PhaseClock phases = new([.. plan.Tasks.Select(t => t.Name)], torch.device(plan.Config.Device));
    private string? warning;
    private RunResult result = new() { Status = RunStatus.Failed, Epochs = 0, Seconds = 0 };

    /// <summary>Runs to the end, or until it is asked to stop. What happened is in the result, also where it failed.</summary>
    public RunResult Run(CancellationToken stop)
    {
        try
        {
            WriteJson(folder.Environment, EnvironmentRecord.Capture(device));
            Train(stop);
        }
        catch (Exception e)
        {
            log.Error(e, "The run failed");
            result = result with { Status = RunStatus.Failed, Error = FirstLine(e.Message) };
        }

        result = result with { Seconds = clock.GetElapsedTime(started).TotalSeconds, Phases = phases.Read(), PeakMemoryBytes = ProcessMemory.Peak };
        WriteJson(folder.Result, result);
        log.Information("Run {Status:l} after {Epochs} epochs, {Seconds:f1} s", result.Status.ToString().ToLowerInvariant(), result.Epochs, result.Seconds);
        reporter.RunEnded(result);
        return result;
    }

    /// <summary>Messages of LibTorch go on with C++ frames; those are for the log.</summary>
    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();

    /// <summary>Under its name stands a complete file or none, on a full disk too: scripts read it.</summary>
    private static void WriteJson<T>(string path, T value)
    {
        File.WriteAllText(path + ".part", JsonSerializer.Serialize(value, RunJson.Indented) + "\n");
        File.Move(path + ".part", path, overwrite: true);
    }

    private void Train(CancellationToken stop)
    {
        using var randomness = new Randomness(plan.Config.Seed);
        using var train = Load(SplitName.Train)!;
        using var validation = Load(SplitName.Validation);
        using var model = plan.BuildModel(train, randomness);
        var journal = new RunJournal(new MetricsWriter(folder.Metrics), log, reporter);
        var setup = plan.Setup(model, train, validation, randomness) with { Clock = phases };
        using var trainer = new Trainer(setup, journal, folder);
        result = result with { Parameters = trainer.ParameterCount };
        Estimate(setup, trainer);
        Announce(train, validation);
        var completed = false;
        try
        {
            completed = trainer.Run(stop);
        }
        finally
        {
            Summarize(trainer, journal);
        }

        if (completed)
        {
            Evaluate(model, train, validation);
        }

        result = result with { Status = completed ? RunStatus.Completed : RunStatus.Interrupted };
    }

    private Split? Load(SplitName name)
    {
        if (plan.Data.Description.Rows[name] == 0)
        {
            return null;
        }

        phases.Enter(Phase.Loading);
        var since = clock.GetTimestamp();
        var split = plan.Data.Load(name).MoveTo(device);
        log.Information("Loaded {Rows} rows of the {Split:l} split in {Seconds:f2} s", split.Rows, name.ToString().ToLowerInvariant(), clock.GetElapsedTime(since).TotalSeconds);
        phases.Enter(Phase.Other);
        return split;
    }

    /// <summary>What the run will cost, as far as shapes tell.</summary>
    private void Estimate(TrainingSetup setup, Trainer trainer)
    {
        var costs = RunCosts.Of(setup, trainer, plan.Data.Description.Rows[SplitName.Test]);
        result = result with { MultiplyAdds = costs.Summary.MultiplyAdds, MemoryEstimateBytes = costs.Memory.Total };
        warning = costs.Warning(device);
        log.Information("Estimated memory: {Bytes} bytes; multiply-adds per row: {MultiplyAdds}", costs.Memory.Total, costs.Summary.MultiplyAdds);
    }

    private void Announce(Split train, Split? validation)
    {
        log.Information("Training {Name:l} on {Device:l} with {Threads} threads", plan.Config.Name, plan.Config.Device, plan.Config.Threads);
        reporter.RunStarted(new RunOverview(
            plan.Config.Name,
            folder.Path,
            plan.Config.Device,
            plan.Config.Threads ?? torch.get_num_threads(),
            plan.Config.Trainer.Epochs,
            train.Rows,
            validation?.Rows ?? 0,
            result.Parameters,
            [.. plan.Tasks.Select(t => (t.Name, t.Metrics[0].Name))],
            warning));
    }

    private void Summarize(Trainer trainer, RunJournal journal) => result = result with
    {
        Epochs = trainer.Progress.Epoch - 1,
        BestEpoch = trainer.Progress.BestEpoch,
        StepsPerSecond = trainer.Progress.Step == 0 ? null : trainer.Progress.Step / trainer.TrainSeconds,
        SamplesPerSecond = trainer.RowsSeen == 0 ? null : trainer.RowsSeen / trainer.TrainSeconds,
        Validation = journal.Best?.Validation,
    };

    /// <summary>The figures of the best epoch, or of the last one where nothing could choose.</summary>
    private void Evaluate(MultiTaskModel model, Split train, Split? validation)
    {
        if (result.BestEpoch is not null)
        {
            Checkpoint.LoadModel(folder.BestCheckpoint, model);
        }

        var evaluator = new Evaluator(plan.Config.Trainer.EvaluationBatchSize);
        using var test = Load(SplitName.Test);
        phases.Enter(Phase.Evaluation);
        result = result with
        {
            Validation = validation is null ? null : evaluator.Evaluate(model, validation),
            Test = test is null ? null : evaluator.Evaluate(model, test),
            Baseline = test is null ? null : evaluator.EvaluateTrivial(model, train, test),
        };
        phases.Enter(Phase.Other);
    }
}
