using MtlTorch.Data;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>What a run leaves in its folder, however it ends.</summary>
public sealed class ExperimentRunnerTests
{
    [Test]
    public void ACompletedRunLeavesEverythingThatTheContractNames()
    {
        using var run = Run.Of(Experiment.Sound);
        var files = Directory.EnumerateFiles(run.Folder.Path, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(run.Folder.Path, path).Replace('\\', '/'))
            .Select(path => path.StartsWith("events.", StringComparison.Ordinal) ? "events.out.tfevents" : path)
            .Order(StringComparer.Ordinal);

        Assert.That(files, Is.EqualTo(new[]
        {
            "checkpoints/best/model.safetensors", "checkpoints/best/optimizer.safetensors", "checkpoints/best/state.json",
            "checkpoints/last/model.safetensors", "checkpoints/last/optimizer.safetensors", "checkpoints/last/state.json",
            "checkpoints/previous/model.safetensors", "checkpoints/previous/optimizer.safetensors", "checkpoints/previous/state.json",
            "description.json", "details.json", "environment.json", "events.out.tfevents", "metrics.jsonl", "progress.json", "report.html", "resolved.json", "result.json",
        }));
    }

    [Test]
    public void ResultSaysHowItEndedAndHowGoodItIs()
    {
        using var run = Run.Of(Experiment.Sound);
        var result = run.ResultFile;

        Assert.Multiple(() =>
        {
            Assert.That(result["status"]!.GetValue<string>(), Is.EqualTo("completed"));
            Assert.That(result["epochs"]!.GetValue<int>(), Is.EqualTo(2));
            Assert.That(result["bestEpoch"]!.GetValue<int>(), Is.InRange(1, 2));
            Assert.That(result["seconds"]!.GetValue<double>(), Is.Positive);
            Assert.That(result["stepsPerSecond"]!.GetValue<double>(), Is.Positive);
            Assert.That(result["parameters"]!.GetValue<long>(), Is.EqualTo((768 * 16) + 16 + (16 * 4) + 4 + 16 + 1));
            Assert.That(result["error"], Is.Null);
            foreach (var split in new[] { "validation", "test", "baseline" })
            {
                Assert.That(result[split]!["shape"]!["accuracy"]!.GetValue<double>(), Is.InRange(0, 1), split);
                Assert.That(result[split]!["size"]!["rmse"]!.GetValue<double>(), Is.Positive, split);
            }
        });
    }

    [Test]
    public void ResultSaysWhatItCost()
    {
        using var run = Run.Of(Experiment.Sound, "balancing={\"kind\": \"mgda\"}");
        var result = run.ResultFile;
        var phases = result["phases"]!.AsObject();
        var names = phases.Where(p => p.Key is not ("synchronized" or "backwardPerTask")).Select(p => p.Key).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(result["multiplyAdds"]!.GetValue<long>(), Is.EqualTo((768 * 16) + (16 * 4) + 16));
            Assert.That(result["samplesPerSecond"]!.GetValue<double>(), Is.EqualTo(16 * result["stepsPerSecond"]!.GetValue<double>()).Within(1e-6).Percent);
            Assert.That(result["memoryEstimateBytes"]!.GetValue<long>(), Is.GreaterThan((64 + 32) * 3 * 16 * 16 * 4));
            Assert.That(result["peakMemoryBytes"]!.GetValue<long>(), Is.GreaterThan(10_000_000));
            Assert.That(names, Is.EqualTo(new[] { "loading", "data", "forward", "backward", "balancing", "diagnostics", "clipping", "optimizer", "evaluation", "checkpoints", "other" }));
            Assert.That(names.Sum(name => phases[name]!.GetValue<double>()), Is.EqualTo(result["seconds"]!.GetValue<double>()).Within(5).Percent);
            Assert.That(phases["backwardPerTask"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "shape", "size" }));
            Assert.That(new[] { "loading", "data", "forward", "backward", "balancing", "optimizer", "evaluation", "checkpoints" }.Select(name => phases[name]!.GetValue<double>()), Is.All.Positive);
        });
    }

    [Test]
    public void MetricsHaveALinePerEpochAndSplit()
    {
        using var run = Run.Of(Experiment.Sound);

        Assert.Multiple(() =>
        {
            Assert.That(run.Metrics.Select(m => $"{m["epoch"]} {m["split"]}"), Is.EqualTo(new[] { "1 train", "1 validation", "2 train", "2 validation" }));
            Assert.That(run.Metrics[0]["weights"]!["shape"]!.GetValue<double>(), Is.EqualTo(1));
            Assert.That(run.Metrics[1]["tasks"]!["shape"]!["accuracy"]!.GetValue<double>(), Is.InRange(0, 1));
        });
    }

    [Test]
    public void TheSameSeedGivesTheSameMetricsButForTimes()
    {
        using var first = Run.Of(Experiment.Sound, "model.trunk.dropout=0.3");
        using var second = Run.Of(Experiment.Sound, "model.trunk.dropout=0.3");
        using var other = Run.Of(Experiment.Sound, "model.trunk.dropout=0.3", "seed=2");

        Assert.Multiple(() =>
        {
            Assert.That(second.MetricsWithoutTimes, Is.EqualTo(first.MetricsWithoutTimes));
            Assert.That(other.MetricsWithoutTimes, Is.Not.EqualTo(first.MetricsWithoutTimes));
            Assert.That(File.ReadAllBytes(Path.Combine(second.Folder.LastCheckpoint, "model.safetensors")), Is.EqualTo(File.ReadAllBytes(Path.Combine(first.Folder.LastCheckpoint, "model.safetensors"))));
        });
    }

    [Test]
    public void TrainingFromResolvedRepeatsTheRun()
    {
        using var first = Run.Of(Experiment.Sound, "trainer.epochs=1", "trainer.clipNorm=1.5");
        using var second = Run.Of(File.ReadAllText(first.Folder.Resolved));

        Assert.Multiple(() =>
        {
            Assert.That(second.MetricsWithoutTimes, Is.EqualTo(first.MetricsWithoutTimes));
            Assert.That(File.ReadAllText(second.Folder.Resolved), Is.EqualTo(File.ReadAllText(first.Folder.Resolved)));
        });
    }

    [Test]
    public void TheFiguresAreThoseOfTheBestEpoch()
    {
        // The rate explodes in the second epoch, so the first one is the best.
        using var run = Run.Of(Experiment.Sound, "trainer.epochs=2", "optimizer.lr=1", "schedule.kind=constant", "schedule.warmup=1.9");
        var best = run.Metrics.Single(m => m["split"]!.GetValue<string>() == "validation" && m["epoch"]!.GetValue<int>() == run.Result.BestEpoch);

        Assert.That(run.Result.Validation!["size", "rmse"], Is.EqualTo(best["tasks"]!["size"]!["rmse"]!.GetValue<double>()).Within(1e-6));
    }

    [Test]
    public void WithoutAValidationSplitTheLastEpochCounts()
    {
        using var run = Run.Of(Experiment.Sound, "data.validation=0");

        Assert.Multiple(() =>
        {
            Assert.That(run.Result.Status, Is.EqualTo(RunStatus.Completed));
            Assert.That(run.Result.BestEpoch, Is.Null);
            Assert.That(run.Result.Validation, Is.Null);
            Assert.That(run.Result.Test, Is.Not.Null);
            Assert.That(Directory.Exists(run.Folder.BestCheckpoint), Is.False);
        });
    }

    [Test]
    public void ADivergedRunNamesTaskEpochAndStep()
    {
        using var run = Run.Of(Experiment.Sound, "optimizer.kind=sgd", "optimizer.lr=1e6");

        Assert.Multiple(() =>
        {
            Assert.That(run.Result.Status, Is.EqualTo(RunStatus.Failed));
            Assert.That(run.ResultFile["error"]!.GetValue<string>(), Does.Match("^The loss of task '(shape|size)' became (NaN|∞|Infinity) in epoch \\d+, step \\d+\\."));
        });
    }

    [Test]
    public void AnInterruptedRunLeavesACheckpointInMidEpoch()
    {
        using var stop = new CancellationTokenSource();
        using var run = Run.Of(Experiment.Sound, (epoch, batch) => Stop(stop, epoch, batch), stop.Token);
        var state = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(run.Folder.LastCheckpoint, "state.json")))!;

        Assert.Multiple(() =>
        {
            Assert.That(run.ResultFile["status"]!.GetValue<string>(), Is.EqualTo("interrupted"));
            Assert.That(run.ResultFile["epochs"]!.GetValue<int>(), Is.EqualTo(1));
            Assert.That(state["progress"]!["epoch"]!.GetValue<int>(), Is.EqualTo(2));
            Assert.That(state["progress"]!["batch"]!.GetValue<int>(), Is.EqualTo(2));
            Assert.That(state["progress"]!["step"]!.GetValue<int>(), Is.EqualTo(4 + 2));
        });

        static void Stop(CancellationTokenSource source, int epoch, long batch)
        {
            if (epoch == 2 && batch == 2)
            {
                source.Cancel();
            }
        }
    }

    [Test]
    public void EvaluatingTheRunAgainGivesItsResult()
    {
        using var run = Run.Of(Experiment.Sound);
        var plan = ExperimentPlan.Compose(run.Folder.Resolved);

        var evaluation = RunEvaluator.Evaluate(plan, RunFolder.Open(run.Folder.Path), SplitName.Test);

        Assert.Multiple(() =>
        {
            Assert.That(evaluation.Checkpoint, Is.EqualTo(run.Folder.BestCheckpoint));
            Assert.That(evaluation.Scores.Tasks, Is.EqualTo(run.Result.Test!.Tasks));
            Assert.That(evaluation.Baseline.Tasks, Is.EqualTo(run.Result.Baseline!.Tasks));
        });
    }
}
