using System.Text.Json.Nodes;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>Update strategies, seen from the shell.</summary>
public sealed class StrategyTests
{
    private static readonly string[] Kinds =
    [
        """{ "kind": "joint" }""",
        """{ "kind": "alternating", "order": "round-robin" }""",
        """{ "kind": "alternating", "order": "random", "stepsPerTask": 2 }""",
        """{ "kind": "alternating", "order": "largest-loss" }""",
        """{ "kind": "periodic-averaging", "every": 3 }""",
        """{ "kind": "ema", "decay": 0.9 }""",
        """{ "kind": "reptile", "innerSteps": 2, "innerRate": 0.05 }""",
    ];

    [TestCaseSource(nameof(Kinds))]
    public void ARunThatIsInterruptedGoesOnToTheSameNumbers(string strategy)
    {
        using var cli = new Cli();
        string[] set = ["--set", $"strategy={strategy}", "--quiet"];
        if (strategy.Contains("ema", StringComparison.Ordinal))
        {
            set = [.. set, "--set", """tasks.same={"kind": "consistency", "with": "shape", "noise": 0.1, "rampUp": 6}""", "--set", "model.trunk.dropout=0.2"];
        }

        Assert.That(cli.Run(["train", "sound.json", "--run-dir", "whole", .. set]), Is.EqualTo(new Outcome(0, "", "")));
        Assert.That(cli.Run(["train", "sound.json", "--run-dir", "parts", .. set, "--set", "trainer.epochs=1"]).ExitCode, Is.Zero);
        Assert.That(cli.Run("train", "--resume", "parts", "--set", "trainer.epochs=2", "--quiet").Text, Is.Empty);

        Assert.That(Figures("parts").ToJsonString(), Is.EqualTo(Figures("whole").ToJsonString()));
        Assert.That(File.ReadAllBytes("parts/checkpoints/last/model.safetensors"), Is.EqualTo(File.ReadAllBytes("whole/checkpoints/last/model.safetensors")));
        Assert.That(cli.Run("rerun", "whole").ExitCode, Is.Zero);
    }

    [Test]
    public void TheFiguresAreThoseOfTheAveragedWeights()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--run-dir", "run", "--quiet", "--set", "strategy.kind=ema", "--set", "data.validation=0");

        var outcome = cli.Run("evaluate", "run");

        var accuracy = Figures("run")["test"]!["shape"]!["accuracy"]!.GetValue<double>();
        Assert.That(outcome.Out, Does.Match($"shape +accuracy +{accuracy:0.0000}"), outcome.Error);
    }

    [Test]
    public void AConsistencyTaskHasNoMetricsAndIsNotJudged()
    {
        using var cli = new Cli();
        var outcome = cli.Run(
            "train", "sound.json", "--run-dir", "run", "--set", "strategy.kind=ema",
            "--set", """tasks.same={"kind": "consistency", "with": "shape", "noise": 0.1, "rampUp": 5}""");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(outcome.Out, Does.Match(@"epoch 1/2: train loss shape \d\.\d{4}, size \d\.\d{4}, same 0\.\d{4}; validation shape accuracy \d\.\d{4}, size rmse \d\.\d{4}; score -?\d\.\d{4}"));
        Assert.That(outcome.Out, Does.Not.Match("(?m)^same "));
        Assert.That(File.Exists("run/report.html"), Is.True);
        Assert.That(cli.Run("compare", "run").ExitCode, Is.Zero);
        Assert.That(cli.Run("status", "run").ExitCode, Is.Zero);
        Assert.That(cli.Run("profile", "sound.json", "--set", "strategy.kind=ema", "--set", """tasks.same={"kind": "consistency", "with": "shape"}""").ExitCode, Is.Zero);
    }

    [TestCase("""strategy={ "kind": "reptile", "innerSteps": 9 }""", "trainer.batchSize: this training takes 9 batches per step, and an epoch has only 4; use a smaller batchSize.")]
    [TestCase("""balancing.kind=modo""", "trainer.batchSize: this training takes 3 batches per step, and an epoch has only 2; use a smaller batchSize.", "trainer.batchSize=32")]
    [TestCase("strategy.kind=reptile", "strategy.kind: this strategy brings the shared parameters forward, and the model has none that learn.", """trainer.frozen=["shared"]""", "trainer.batchSize=8")]
    [TestCase("strategy.kind=periodic-averaging", "strategy.kind: this strategy brings the shared parameters forward, and the model has none that learn.", """trainer.frozen=["shared"]""")]
    public void WhatCanNotTakeAStepIsRefusedBeforeAnythingIsCreated(string set, string problem, params string[] more)
    {
        using var cli = new Cli();

        var outcome = cli.Run(["train", "sound.json", "--run-dir", "run", "--set", set, .. more.SelectMany(m => new[] { "--set", m })]);

        Assert.That((outcome.ExitCode, outcome.Out), Is.EqualTo((2, "")));
        Assert.That(outcome.Error, Does.Contain("$." + problem).And.Contain("1 error; nothing was started."));
        Assert.That(Directory.Exists("run"), Is.False);
    }

    [Test]
    public void AStudyHasNoSingleTaskModelOfAConsistencyTask()
    {
        using var cli = new Cli();

        var outcome = cli.Run(
            "train", "sound.json", "--run-dir", "study", "--quiet", "--seeds", "1", "--baselines", "single-task", "--set", "trainer.epochs=1",
            "--set", "strategy.kind=ema", "--set", """tasks.same={"kind": "consistency", "with": "shape"}""");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(Directory.GetDirectories("study").Select(Path.GetFileName), Is.EquivalentTo(new[] { "multi-task-s1", "single-task-shape-s1", "single-task-size-s1" }));
        Assert.That(cli.Run("compare", "study").Out, Does.Contain("shape").And.Not.Contain("same loss").And.Not.Contain("is not in every difference"));
    }

    private static readonly (string Name, string[] Set)[] Mistakes =
    [
        ("alternating-balanced", ["strategy.kind=alternating", "balancing.kind=pcgrad"]),
        ("apart-measured", ["strategy.kind=periodic-averaging", "trainer.diagnosticsEvery=5"]),
        ("apart-weightless", ["strategy.kind=reptile", "tasks.shape.weight=0", "tasks.size.weight=0"]),
        ("consistency-without-average", ["""tasks.same={"kind": "consistency", "with": "shape"}"""]),
        ("consistency-with-nobody", ["strategy.kind=ema", """tasks.same={"kind": "consistency", "with": "shpe"}"""]),
        ("unknown", ["strategy.kind=alternate"]),
    ];

    [TestCaseSource(nameof(Mistakes))]
    public void WhatDoesNotFitIsRefusedBeforeAnythingBegins((string Name, string[] Set) mistake)
    {
        using var cli = new Cli();

        var outcome = cli.Run(["train", "sound.json", .. mistake.Set.SelectMany(set => new[] { "--set", set })]);

        Assert.That((outcome.ExitCode, outcome.Out), Is.EqualTo((2, "")));
        Assert.That(cli.Created, Is.Empty);
        Approved.Text($"errors/strategy-{mistake.Name}", outcome.Error);
    }

    private static JsonObject Figures(string run)
    {
        var result = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!.AsObject();
        return new JsonObject(new[] { "validation", "test", "bestEpoch" }.Select(key => KeyValuePair.Create(key, result[key]?.DeepClone())));
    }
}
