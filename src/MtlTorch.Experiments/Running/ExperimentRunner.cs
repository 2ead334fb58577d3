using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Experiments.Reports.TensorBoard;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
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
    private RunResult result = new() { Status = RunStatus.Failed, Epochs = 0, Seconds = 0 };

    /// <summary>Goes on where an earlier run in the folder ended, whichever way, instead of beginning anew.</summary>
    public bool Resumes { get; init; }

    /// <summary>Runs to the end, or until it is asked to stop. What happened is in the result, also where it failed.</summary>
    public RunResult Run(CancellationToken stop)
    {
        using var board = new TensorBoardLog(plan.Config, folder.Path, log, clock);
        try
        {
            DescribeEnvironment();
            Train(board, stop);
        }
        catch (Exception e)
        {
            log.Error(e, "The run failed");
            result = result with { Status = RunStatus.Failed, Error = FirstLine(e.Message) };
        }

        result = result with { Seconds = clock.GetElapsedTime(started).TotalSeconds };
        WriteResult();
        board.RunEnded(result);
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

    /// <summary>Where even the result cannot be written, whoever started the run is told all the same.</summary>
    private void WriteResult()
    {
        try
        {
            WriteJson(folder.Result, result);
        }
        catch (IOException e)
        {
            result = result with { Status = RunStatus.Failed, Error = result.Error ?? $"{folder.Result} cannot be written: {FirstLine(e.Message)}" };
        }
    }

    private void DescribeEnvironment()
    {
        var now = EnvironmentRecord.Capture(device);
        if (Resumes && EnvironmentRecord.Read(folder) is { } before)
        {
            foreach (var (what, then, here) in before.Differences(now))
            {
                log.Warning("The run goes on with another {What:l}: {Then} before, {Here} now. Its figures may differ in the last bits", what, then, here);
            }
        }

        WriteJson(folder.Environment, now);
    }

    private void Train(TensorBoardLog board, CancellationToken stop)
    {
        using var randomness = new Randomness(plan.Config.Seed);
        using var train = Load(SplitName.Train)!;
        using var validation = Load(SplitName.Validation);
        using var model = BuildModel(train, randomness);
        using var metrics = new MetricsWriter(folder.Metrics);
        var journal = new RunJournal(metrics, new ProgressWriter(folder.Progress, plan.Config.Trainer.Epochs, clock), log, reporter);
        var checkpoints = new RunCheckpoints(folder, metrics, log);
        using var trainer = new Trainer(Setup(model, train, validation, randomness), new Observers(journal, board), checkpoints);
        if (Resumes)
        {
            Resume(trainer, checkpoints, journal);
        }

        result = result with { Parameters = trainer.ParameterCount };
        Announce(train, validation, trainer.Progress);
        board.Begin(new ModelArrays(model, validation), trainer.Progress.Step);
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

    /// <summary>What an earlier process left behind the checkpoint is taken away: it comes again.</summary>
    private void Resume(Trainer trainer, RunCheckpoints checkpoints, RunJournal journal)
    {
        checkpoints.Resume(trainer);
        MetricsFile.CutTo(folder.Metrics, trainer.Progress);
        journal.Best = MetricsFile.Epochs(MetricsFile.Lines(folder.Metrics)).LastOrDefault(e => e.IsBest)?.Validation;
        File.Delete(folder.Result);
    }

    private Split? Load(SplitName name)
    {
        if (plan.Data.Description.Rows[name] == 0)
        {
            return null;
        }

        var since = clock.GetTimestamp();
        var split = plan.Data.Load(name).MoveTo(device);
        log.Information("Loaded {Rows} rows of the {Split:l} split in {Seconds:f2} s", split.Rows, name.ToString().ToLowerInvariant(), clock.GetElapsedTime(since).TotalSeconds);
        return split;
    }

    private MultiTaskModel BuildModel(Split train, Randomness randomness)
    {
        var context = new ModuleContext(randomness, device);
        var model = ModelBuilder.Build(plan.Config.Model.Trunk, plan.Config.Model.Sharing, plan.Tasks, plan.Data.Description.InputShape, context);
        for (var i = 0; i < plan.Tasks.Count; i++)
        {
            plan.Tasks[i].Fit(model.Heads[i], train.Targets[plan.Tasks[i].Target]);
        }

        return model;
    }

    private TrainingSetup Setup(MultiTaskModel model, Split train, Split? validation, Randomness randomness) => new()
    {
        Model = model,
        Train = train,
        Validation = validation,
        Randomness = randomness,
        Options = plan.Config.Trainer,
        Optimizer = plan.Config.Optimizer,
        Schedule = plan.Config.Schedule,
        Balancing = plan.Config.Balancing,
    };

    private void Announce(Split train, Split? validation, Progress from)
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
            Resumes ? from : null));
    }

    private void Summarize(Trainer trainer, RunJournal journal) => result = result with
    {
        Epochs = trainer.Progress.Epoch - 1,
        BestEpoch = trainer.Progress.BestEpoch,
        StepsPerSecond = trainer.StepsTaken == 0 ? null : trainer.StepsTaken / trainer.TrainSeconds,
        Validation = journal.Best,
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
        result = result with
        {
            Validation = validation is null ? null : evaluator.Evaluate(model, validation),
            Test = test is null ? null : evaluator.Evaluate(model, test),
            Baseline = test is null ? null : evaluator.EvaluateTrivial(model, train, test),
        };
    }
}
