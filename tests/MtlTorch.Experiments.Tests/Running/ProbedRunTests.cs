using System.Text.Json.Nodes;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training.Probing;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>Probes of a run, and what they leave alone.</summary>
public sealed class ProbedRunTests
{
    private static readonly string[] Probes =
        ["probes.shape={}", "probes.color={\"on\": \"inputs\"}", "probes.pixels={\"target\": \"size\", \"on\": \"inputs\"}"];

    [Test]
    public void TheirFiguresAreInTheResult()
    {
        using var run = Run.Of(Experiment.Sound, Probes);
        var probes = run.ResultFile["probes"]!.AsObject();

        Assert.Multiple(() =>
        {
            Assert.That(run.Result.Error, Is.Null);
            Assert.That(probes.Select(p => p.Key), Is.EqualTo(new[] { "shape", "color", "pixels" }));
            Assert.That(probes["color"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "metric", "validation", "test", "rows", "converged" }));
            Assert.That(probes["color"]!["test"]!.GetValue<double>(), Is.GreaterThan(0.9), "no task learns it; it is there to be seen");
            Assert.That(probes["pixels"]!["metric"]!.GetValue<string>(), Is.EqualTo("r2"));
            Assert.That(probes["shape"]!["rows"]!.GetValue<long>(), Is.EqualTo(64));
        });
    }

    [Test]
    public void TheyChangeNothingElse()
    {
        using var plain = Run.Of(Experiment.Sound);
        using var probed = Run.Of(Experiment.Sound, Probes);

        Assert.That(plain.ResultFile["probes"], Is.Null);
        Assert.That(probed.MetricsWithoutTimes, Is.EqualTo(plain.MetricsWithoutTimes));
        foreach (var key in new[] { "bestEpoch", "validation", "test", "baseline", "parameters" })
        {
            Assert.That(JsonNode.DeepEquals(probed.ResultFile[key], plain.ResultFile[key]), key);
        }

        foreach (var checkpoint in new[] { "best", "last" })
        {
            var file = Path.Combine("checkpoints", checkpoint, "model.safetensors");
            Assert.That(File.ReadAllBytes(probed.File(file)), Is.EqualTo(File.ReadAllBytes(plain.File(file))), file);
        }
    }

    [Test]
    public void TheyAreRepeatedToTheLastBit()
    {
        using var run = Run.Of(Experiment.Sound, Probes);
        using var again = Run.Of(Experiment.Sound, Probes);
        using var other = Run.Of(Experiment.Sound, [.. Probes, "probes.shape.lambda=1"]);

        Assert.That(Reproduction.Compare(run.Folder, again.Folder).Difference, Is.Null);
        Assert.That(Reproduction.Compare(run.Folder, other.Folder).Difference, Does.StartWith("result.json, probes, shape"));
    }

    [Test]
    public void TheyBelongToTheBestEpoch()
    {
        // A rate that large makes the last epochs worse than an early one.
        using var experiment = new Experiment();
        using var run = Run.Of(experiment.Compose(["optimizer.lr=0.3", "trainer.epochs=6", "trainer.select=loss", .. Probes]));
        var best = run.Result.BestEpoch!.Value;
        Assert.That(best, Is.LessThan(6), "the test needs an epoch after the best one");
        using var stopped = Run.Of(Experiment.Sound, ["optimizer.lr=0.3", $"trainer.epochs={best}", "trainer.select=loss", .. Probes]);

        Assert.That(run.Result.Probes, Is.EqualTo(stopped.Result.Probes));
    }

    [Test]
    public void ARunMayGoOnWithOtherProbes()
    {
        using var stop = new CancellationTokenSource();
        using var run = Run.Of(Experiment.Sound, (epoch, _) => Cancel(stop, epoch), stop.Token, Probes);
        Assert.That(run.Result, Has.Property("Status").EqualTo(RunStatus.Interrupted).And.Property("Probes").Null);
        using var whole = Run.Of(Experiment.Sound, [.. Probes, "probes.shape.lambda=1"]);

        var result = run.Resume(overrides: "probes.shape.lambda=1");

        Assert.That(result.Probes, Is.EqualTo(whole.Result.Probes));
    }

    [Test]
    public void AProbeThatCannotBeFittedTakesNothingElseWithIt()
    {
        using var experiment = new Experiment();
        var plan = experiment.Compose(Probes);
        var broken = new Dictionary<string, ProbeOptions> { ["shape"] = new() { Target = "gone" } };
        using var run = Run.Of(plan with { Config = plan.Config with { Probes = broken } });

        Assert.That(run.Result, Has.Property("Status").EqualTo(RunStatus.Completed).And.Property("Probes").Null.And.Property("Test").Not.Null);
        Assert.That(File.Exists(run.Folder.Details), "what comes after them is there");
    }

    [Test]
    public void RunsWithOtherProbesAreOneExperiment()
    {
        Assert.That(FlatConfig.Matters("probes.shape.lambda"), Is.False);
        Assert.That(FlatConfig.Matters("tasks.probes.weight"), Is.True);
    }

    private static void Cancel(CancellationTokenSource stop, int epoch)
    {
        if (epoch == 2)
        {
            stop.Cancel();
        }
    }
}
