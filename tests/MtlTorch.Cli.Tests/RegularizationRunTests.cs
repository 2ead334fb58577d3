using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>Regularizers, seen from the shell.</summary>
public sealed class RegularizationRunTests
{
    private const string Set = """regularization=[{"kind":"l2","on":"task:shape","lambda":10,"perRows":true},{"kind":"group-lasso","lambda":0.05},{"kind":"spectral-norm","on":"shared"},{"kind":"dropout","probability":0.2},{"kind":"mix-up"},{"kind":"activation-sparsity"}]""";

    [Test]
    public void ARunThatIsInterruptedGoesOnToTheSameNumbersAndTellsThePenalties()
    {
        using var cli = new Cli();
        string[] set = ["--set", Set, "--quiet"];

        Assert.That(cli.Run(["train", "sound.json", "--run-dir", "whole", .. set]), Is.EqualTo(new Outcome(0, "", "")));
        Assert.That(cli.Run(["train", "sound.json", "--run-dir", "parts", .. set, "--set", "trainer.epochs=1"]).ExitCode, Is.Zero);
        Assert.That(cli.Run("train", "--resume", "parts", "--set", "trainer.epochs=2", "--quiet").Text, Is.Empty);

        var (parts, whole) = (Read("parts"), Read("whole"));
        Assert.That(parts["penalties"]!.ToJsonString(), Is.EqualTo(whole["penalties"]!.ToJsonString()));
        Assert.That(parts["test"]!.ToJsonString(), Is.EqualTo(whole["test"]!.ToJsonString()));
        Assert.That(whole["penalties"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "l2:task:shape", "group-lasso:all", "spectral-norm:shared", "activation-sparsity:all" }));
        Assert.That(File.ReadAllBytes("parts/checkpoints/last/model.safetensors"), Is.EqualTo(File.ReadAllBytes("whole/checkpoints/last/model.safetensors")));
        Assert.That(File.Exists("whole/checkpoints/last/regularization.safetensors"), Is.True);
        Assert.That(cli.Run("rerun", "whole").ExitCode, Is.Zero);
        Assert.That(cli.Run("evaluate", "whole").ExitCode, Is.Zero);
    }

    [Test]
    public void MetricsTellThePenaltiesOfEachEpoch()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--run-dir", "run", "--quiet", "--set", Set);

        var lines = File.ReadAllLines("run/metrics.jsonl").Select(l => JsonNode.Parse(l)!).Where(l => l["split"]?.GetValue<string>() == "train").ToList();
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(lines.Select(l => l["penalties"]!["l2:task:shape"]!.GetValue<double>()), Is.All.GreaterThan(0));
    }

    [Test]
    public void TheProfileKnowsWhatSamHolds()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("profile", "sound.json").Out, Does.Not.Contain("copies for regularizers"));
        var outcome = cli.Run("profile", "sound.json", "--set", """regularization=[{"kind":"sam"},{"kind":"l2"}]""");
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(outcome.Out, Does.Match(@"copies for regularizers +\d"));
    }

    [Test]
    public void AMistakeCreatesNothing()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--run-dir", "run", "--set", """regularization=[{"kind":"l1","on":"task:nobody"}]""");

        Assert.That((outcome.ExitCode, outcome.Out), Is.EqualTo((2, "")));
        Assert.That(outcome.Error, Does.Contain("$.regularization[0].on: there is no weight that learns at 'task:nobody'.").And.Contain("1 error; nothing was started."));
        Assert.That(Directory.Exists("run"), Is.False);
    }

    [Test]
    public void AStudyHasSingleTaskModelsWithWhatIsLeft()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--run-dir", "study", "--quiet", "--seeds", "1", "--baselines", "single-task", "--set", "trainer.epochs=1", "--set", Set);

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(Directory.GetDirectories("study").Select(Path.GetFileName), Is.EquivalentTo(new[] { "multi-task-s1", "single-task-shape-s1", "single-task-size-s1" }));
    }

    private static JsonNode Read(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!;
}
