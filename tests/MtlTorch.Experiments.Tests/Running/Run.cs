using System.Text.Json.Nodes;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training;
using Serilog;
using Serilog.Core;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>A run of a small experiment in a folder of its own.</summary>
internal sealed class Run : IDisposable
{
    private readonly TemporaryFolder root = new();

    private Run(ExperimentPlan plan, Action<int, long>? onStep, CancellationToken stop)
    {
        plan = plan.Settled();
        Folder = RunFolder.Create(plan.Config, root["run"], TimeProvider.System);
        Plan = plan;
        Result = new ExperimentRunner(plan, Folder, new Reporter(onStep), Logger.None, TimeProvider.System).Run(stop);
    }

    public ExperimentPlan Plan { get; }

    public RunFolder Folder { get; }

    public RunResult Result { get; }

    public JsonNode ResultFile => JsonNode.Parse(System.IO.File.ReadAllText(Folder.Result))!;

    /// <summary>The lines of metrics.jsonl.</summary>
    public IReadOnlyList<JsonObject> Metrics => [.. System.IO.File.ReadLines(Folder.Metrics).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>The same without what depends on the clock.</summary>
    public IReadOnlyList<string> MetricsWithoutTimes => [.. Metrics.Select(line =>
    {
        line.Remove("seconds");
        return line.ToJsonString();
    })];

    /// <summary>Runs an experiment to its end.</summary>
    public static Run Of(string json, params string[] overrides) => Of(json, null, CancellationToken.None, overrides);

    /// <summary>Runs a plan to its end.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="onStep">Is told epoch and batch of each step.</param>
    public static Run Of(ExperimentPlan plan, Action<int, long>? onStep = null) => new(plan, onStep, CancellationToken.None);

    /// <summary>Runs an experiment.</summary>
    /// <param name="json">The experiment.</param>
    /// <param name="onStep">Is told epoch and batch of each step.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="overrides">Values set on the command line.</param>
    public static Run Of(string json, Action<int, long>? onStep, CancellationToken stop, params string[] overrides)
    {
        using var experiment = new Experiment(json);
        return new Run(experiment.Compose(overrides), onStep, stop);
    }

    /// <summary>Goes on with the run, as another process would.</summary>
    public RunResult Resume(ILogger? log = null, Action<int, long>? onStep = null, params string[] overrides)
    {
        var plan = Resumption.Compose(Folder, overrides);
        return new ExperimentRunner(plan, Folder, new Reporter(onStep), log ?? Logger.None, TimeProvider.System) { Resumes = true }.Run(CancellationToken.None);
    }

    /// <summary>A path in the run's folder.</summary>
    public string File(string name) => Path.Combine(Folder.Path, name);

    public void Dispose() => root.Dispose();

    private sealed class Reporter(Action<int, long>? onStep) : IRunReporter
    {
        private int epoch;

        public void RunStarted(RunOverview overview)
        {
        }

        public void EpochStarted(int epoch, long batches, long batchesDone) => this.epoch = epoch;

        public void StepDone(long batch, Func<IReadOnlyList<double>> losses) => onStep?.Invoke(epoch, batch);

        public void EpochDone(EpochRecord record)
        {
        }

        public void RunEnded(RunResult result)
        {
        }
    }
}
