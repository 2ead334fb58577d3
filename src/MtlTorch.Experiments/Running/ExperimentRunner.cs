using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Reports.TensorBoard;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
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

    // Whether the run's files are to be written: not where an attempt to go on comes to nothing, or has nothing to do.
    private bool isAtWork;
    private RunResult result = new() { Status = RunStatus.Failed, Epochs = 0, Seconds = 0 };

    /// <summary>Goes on where an earlier run in the folder ended, whichever way, instead of beginning anew.</summary>
    public bool Resumes { get; init; }

    /// <summary>Checkpoint whose parameters and buffers the model begins with, as far as it has them; null for drawn ones.</summary>
    public string? InitialWeights { get; init; }

    /// <summary>Runs to the end, or until it is asked to stop. What happened is in the result, also where it failed.</summary>
    public RunResult Run(CancellationToken stop)
    {
        using var board = new TensorBoardLog(plan.Config, folder.Path, log, clock);
        isAtWork = !Resumes;
        try
        {
            Train(board, stop);
        }
        catch (Exception e)
        {
            log.Error(e, "The run failed");
            result = result with { Status = RunStatus.Failed, Error = FirstLine(e.Message) };
        }

        if (isAtWork)
        {
            result = result with { Seconds = clock.GetElapsedTime(started).TotalSeconds, Phases = phases.Read(), PeakMemoryBytes = ProcessMemory.Peak };
            WriteResult();
            board.RunEnded(result);
            log.Information("Run {Status:l} after {Epochs} epochs, {Seconds:f1} s", result.Status.ToString().ToLowerInvariant(), result.Epochs, result.Seconds);
            Attempt("write the report", () => RunReport.Write(folder));
        }

        reporter.RunEnded(result);
        return result;
    }

    /// <summary>Does what comes on top of a result. Where it fails, the log says so; the result stands.</summary>
    private void Attempt(string what, Action action)
    {
        var since = clock.GetTimestamp();
        try
        {
            action();
            log.Debug("Took {Seconds:f2} s to {What:l}", clock.GetElapsedTime(since).TotalSeconds, what);
        }
        catch (Exception e)
        {
            log.Warning(e, "Could not {What:l}", what);
        }
    }

    /// <summary>Messages of LibTorch go on with C++ frames; those are for the log.</summary>
    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();

    /// <summary>Under its name stands a complete file or none, on a full disk too: scripts read it.</summary>
    private static void WriteJson<T>(string path, T value) => WholeFile.Write(path, JsonSerializer.Serialize(value, RunJson.Indented) + "\n");

    /// <summary>Where even the result cannot be written, whoever started the run is told all the same.</summary>
    private void WriteResult()
    {
        try
        {
            WriteJson(folder.Result, result);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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

    private void DescribeData()
    {
        DescriptionFile.Write(folder.Description, plan.Data.Description);
        foreach (var note in plan.Data.Description.Notes)
        {
            log.Information("Data: {Note:l}", note);
        }
    }

    private void Train(TensorBoardLog board, CancellationToken stop)
    {
        using var randomness = new Randomness(plan.Config.Seed);
        using var train = Load(SplitName.Train)!;
        using var validation = Load(SplitName.Validation);
        using var models = plan.BuildReplicas(train, randomness);
        var model = models.Model;
        Initialize(model);
        using var metrics = new MetricsWriter(folder.Metrics);
        var journal = new RunJournal(metrics, new ProgressWriter(folder.Progress, plan.Config.Trainer.LastEpoch(), clock), log, reporter);
        var checkpoints = new RunCheckpoints(folder, metrics, log);
        var setup = plan.Setup(models, train, validation, randomness) with { Clock = phases };
        using var trainer = new Trainer(setup, new Observers(journal, board), checkpoints);
        if (Resumes)
        {
            checkpoints.Resume(trainer);
            if (trainer.IsFinished && RunState.ReadResult(folder) is { Status: RunStatus.Completed } earlier)
            {
                result = earlier;
                Announce(train, validation, trainer.Progress);
                return;
            }

            TakeOver(trainer, journal);
        }

        DescribeEnvironment();
        DescribeData();
        result = result with { Parameters = trainer.ParameterCount };
        Estimate(setup, trainer);
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
            if (trainer.Progress.BestEpoch is { } best)
            {
                checkpoints.LoadBest(model, best);
                result = result with { BestEpoch = best };
            }

            Evaluate(model, train, validation);
            Attempt("write files for other programs", () => RunExports.Write(folder, model));
        }

        result = result with { Status = completed ? RunStatus.Completed : RunStatus.Interrupted };
    }

    private void Initialize(MultiTaskModel model)
    {
        if (InitialWeights is not null)
        {
            var taken = StageWeights.TakeOver(InitialWeights, model);
            log.Information("Took over {Count} parameters and buffers of {Path:l}: {Names:l}", taken.Count, InitialWeights, string.Join(", ", taken));
        }
    }

    /// <summary>From here on the run is this process's. What an earlier one left behind the checkpoint is taken away: it comes again.</summary>
    private void TakeOver(Trainer trainer, RunJournal journal)
    {
        isAtWork = true;
        folder.Rewrite(plan.Config);
        MetricsFile.CutTo(folder.Metrics, trainer.Progress);
        var epochs = MetricsFile.Epochs(folder.Metrics);
        journal.GoOnAfter(epochs);
        WarnOfMissing(epochs, trainer.Progress.Epoch - 1);
        File.Delete(folder.Result);
        File.Delete(folder.Details);
        RunExports.Delete(folder, plan.Tasks);
    }

    private void WarnOfMissing(IReadOnlyList<EpochRecord> epochs, int trained)
    {
        var missing = Enumerable.Range(1, trained).Except(epochs.Select(e => e.Epoch)).ToList();
        if (missing.Count > 0)
        {
            warning = $"{folder.Metrics} lacks {missing.Count} of the {trained} epochs that are trained; they stay missing.";
            log.Warning("{Warning:l}", warning);
        }
    }

    private Split? Load(SplitName name)
    {
        if (plan.Data.Description.Rows[name] == 0)
        {
            return null;
        }

        phases.Enter(Phase.Loading);
        var since = clock.GetTimestamp();
        var split = plan.Load(name)!;
        log.Information("Loaded {Rows} rows of the {Split:l} split in {Seconds:f2} s", split.Rows, name.ToString().ToLowerInvariant(), clock.GetElapsedTime(since).TotalSeconds);
        phases.Enter(Phase.Other);
        return split;
    }

    /// <summary>What the run will cost, as far as shapes tell.</summary>
    private void Estimate(TrainingSetup setup, Trainer trainer)
    {
        var costs = RunCosts.Of(setup, trainer, plan.Data.Description.Rows[SplitName.Test]);
        result = result with { MultiplyAdds = costs.Summary.MultiplyAdds, MemoryEstimateBytes = costs.Memory.Total };
        warning ??= costs.Warning(device) ?? PrecisionChecks.Warning(plan.Config);
        log.Information("Estimated memory: {Bytes} bytes; multiply-adds per row: {MultiplyAdds}", costs.Memory.Total, costs.Summary.MultiplyAdds);
    }

    private void Announce(Split train, Split? validation, Progress from)
    {
        log.Information("Training {Name:l} on {Device:l} with {Threads} threads, in {Precision}", plan.Config.Name, plan.Config.Device, plan.Config.Threads, plan.Config.Precision);
        if (PrecisionChecks.Warning(plan.Config) is { } slow)
        {
            log.Warning("{Warning:l}", slow);
        }

        reporter.RunStarted(new RunOverview(
            plan.Config.Name,
            folder.Path,
            plan.Config.Device,
            plan.Config.Threads ?? torch.get_num_threads(),
            plan.Config.Trainer.LastEpoch(),
            train.Rows,
            validation?.Rows ?? 0,
            result.Parameters,
            [.. plan.Tasks.Select(t => (t.Name, t.MainMetric?.Name))],
            Resumes ? from : null,
            warning)
        {
            Notes = plan.Data.Description.Notes,
        });
    }

    private void Summarize(Trainer trainer, RunJournal journal) => result = result with
    {
        Epochs = journal.Last?.Epoch ?? 0,
        BestEpoch = journal.Best?.Epoch,
        StepsPerSecond = trainer.StepsTaken == 0 ? null : trainer.StepsTaken / trainer.TrainSeconds,
        SamplesPerSecond = trainer.RowsSeen == 0 ? null : trainer.RowsSeen / trainer.TrainSeconds,
        Validation = journal.Best?.Validation,
        SkippedSteps = trainer.LossScale?.Skipped,
        Penalties = (journal.Best ?? journal.Last)?.Penalties,
    };

    /// <summary>The figures of the best epoch, or of the last one where nothing could choose.</summary>
    private void Evaluate(MultiTaskModel model, Split train, Split? validation)
    {
        var evaluator = new Evaluator(plan.Config.Trainer.EvaluationBatchSize);
        using var test = Load(SplitName.Test);
        phases.Enter(Phase.Evaluation);
        result = result with
        {
            Validation = validation is null ? null : evaluator.Evaluate(model, validation),
            Test = test is null ? null : evaluator.Evaluate(model, test),
            Baseline = test is null ? null : evaluator.EvaluateTrivial(model, train, test),
        };
        Attempt("fit the probes", () => result = result with { Probes = RunProbes.Of(plan, model, train, validation, test, log) });
        if ((test ?? validation) is { } rows)
        {
            var name = test is null ? SplitName.Validation : SplitName.Test;
            Attempt("look at the model closely", () => WriteJson(folder.Details, RunDetails.Of(model, name, rows, plan.Config.Trainer.EvaluationBatchSize)));
        }
        phases.Enter(Phase.Other);
    }
}
