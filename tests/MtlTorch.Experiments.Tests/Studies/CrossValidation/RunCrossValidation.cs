using MtlTorch.Data;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Studies.CrossValidation;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training;
using Serilog.Core;

namespace MtlTorch.Experiments.Tests.Studies.CrossValidation;

/// <summary>Cross-validations in this process.</summary>
/// <param name="root">The folder that they lie in.</param>
/// <param name="json">The experiment.</param>
internal sealed class RunCrossValidation(string root, string json = Experiment.Sound) : IDisposable
{
    private readonly Experiment experiment = new(json);

    /// <summary>A run that only pretends to have failed.</summary>
    public string? Fails { get; init; }

    /// <summary>Runs a cross-validation.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="watch">What the runs see of the data.</param>
    /// <param name="overrides">Values set on the command line.</param>
    public (RunStatus Status, CrossValidationResult? Result) Run(string name, CrossValidationRequest request, Func<IDataSet, IDataSet> watch, params string[] overrides)
    {
        var plan = CrossValidationPlan.Compose(experiment.File, overrides, request);
        using var folder = CrossValidationFolder.Open(plan, Path.Combine(root, name), TimeProvider.System);
        return new CrossValidationRunner(plan, folder, new Silence(), TimeProvider.System).Run(1, (run, into, resumes) => Train(run, into, resumes, watch));
    }

    /// <summary>Folders of the runs of a cross-validation.</summary>
    public IReadOnlyList<string> Runs(string name) => [.. Directory.GetDirectories(Path.Combine(root, name, "runs")), Path.Combine(root, name, "refit")];

    public void Dispose() => experiment.Dispose();

    private RunResult Train(RunRequest run, RunFolder folder, bool resumes, Func<IDataSet, IDataSet> watch)
    {
        if (run.Name == Fails)
        {
            var failed = new RunResult { Status = RunStatus.Failed, Epochs = 0, Seconds = 0, Error = "It broke." };
            File.WriteAllText(folder.Result, System.Text.Json.JsonSerializer.Serialize(failed, RunJson.Indented));
            return failed;
        }

        var plan = ExperimentPlan.Compose(folder.Resolved).Settled();
        return new ExperimentRunner(plan with { Data = watch(plan.Data) }, folder, new QuietRun(), Logger.None, TimeProvider.System) { Resumes = resumes }.Run(CancellationToken.None);
    }

    private sealed class Silence : IPoolReporter
    {
        public void RunReached(RunRequest run, string folder, int number, int count, bool isComplete)
        {
        }

        public void RunEnded(RunRequest run, string folder, int number, int count, RunResult result)
        {
        }
    }

    private sealed class QuietRun : IRunReporter
    {
        public void RunStarted(RunOverview overview)
        {
        }

        public void EpochStarted(int epoch, long batches, long batchesDone)
        {
        }

        public void StepDone(long batch, Func<IReadOnlyList<double>> losses)
        {
        }

        public void EpochDone(EpochRecord record)
        {
        }

        public void RunEnded(RunResult result)
        {
        }
    }
}
