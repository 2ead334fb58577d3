using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl train and mtl evaluate, seen from the shell.</summary>
public sealed class TrainTests
{
    [Test]
    public void InAPipeARunIsPlainLinesAndATable()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--run-dir", "run");
        var lines = outcome.Out.Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            Assert.That(outcome.Error, Is.Empty);
            Assert.That(outcome.Out, Does.Not.Contain("\u001b"), "no control codes");
            Assert.That(lines[0], Does.Match("^sound: shape, size; 64 training rows, 32 validation rows; 12,389 parameters; cpu, \\d+ threads?$"));
            Assert.That(lines[1], Is.EqualTo("run folder: run"));
            Assert.That(lines[2], Does.Match(@"^epoch 1/2: train loss shape \d\.\d{4}, size \d\.\d{4}; validation shape accuracy 0\.\d{4}, size rmse \d\.\d{4}; score -?\d\.\d{4} \(best\); \d+\.\d s$"));
            Assert.That(lines[4], Does.Match(@"^completed after 2 epochs in \d+\.\d s, best epoch \d, \d+\.\d steps/s$"));
            Assert.That(lines[5], Does.Match("^task +metric +test +validation +baseline"));
            Assert.That(lines[6], Does.Match(@"^shape +accuracy +0\.\d{4} +0\.\d{4} +0\.\d{4}"));
        });
    }

    [Test]
    public void ProbesStandBelowTheTasks()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--run-dir", "run", "--set", "probes.shape={}", "--set", "probes.pixels={\"target\": \"color\", \"on\": \"inputs\"}");
        var lines = outcome.Out.TrimEnd().Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            Assert.That(lines[^2], Does.Match(@"^probe shape +accuracy +0\.\d{4} +0\.\d{4} +-"));
            Assert.That(lines[^1], Does.Match(@"^probe pixels +accuracy +(0\.9\d{3}|1\.0000) +(0\.9\d{3}|1\.0000) +-"));
            Assert.That(File.ReadAllText(Path.Combine("run", "log.txt")), Does.Match("Probe pixels of 64 rows: accuracy [01].* on validation, [01].* on test"));
        });
    }

    [Test]
    public void TheRunFolderIsBelowRunsUnlessNamed()
    {
        using var cli = new Cli();

        cli.Run("train", "sound.json", "--set", "trainer.epochs=1", "--quiet");

        Assert.That(Directory.GetDirectories(Path.Combine("runs", "sound")), Has.Length.EqualTo(1));
    }

    [Test]
    public void QuietSaysNothing()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--run-dir", "run", "--quiet");

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((0, "")));
    }

    [Test]
    public void AFailedRunSaysWhyInOneLineAndKeepsTheRestForTheLog()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--run-dir", "run", "--quiet", "--set", "optimizer={\"kind\": \"sgd\", \"lr\": 1e6}");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(1));
            Assert.That(outcome.Error, Does.Match(@"^error: The loss of task '\w+' became \w+ in epoch \d+, step \d+\. .*\nDetails: run.log\.txt\n$"));
            Assert.That(outcome.Text, Does.Not.Contain("   at "), "no stack trace");
            Assert.That(File.ReadAllText(Path.Combine("run", "log.txt")), Does.Contain("   at "));
            Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine("run", "result.json")))!["status"]!.GetValue<string>(), Is.EqualTo("failed"));
        });
    }

    [Test]
    public void AWrongConfigurationCreatesNothing()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--set", "trainer.epochs=0", "--set", "optimizer.lr=-1");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(outcome.Error, Is.EqualTo(
                "--set trainer.epochs=0 $.trainer.epochs: must be from 1 to 1,000,000; found 0.\n" +
                "--set optimizer.lr=-1 $.optimizer.lr: must be above 0 and up to 1,000,000; found -1.\n" +
                "2 errors; nothing was started.\n"));
            Assert.That(cli.Created, Is.Empty);
        });
    }

    [Test]
    public void AFolderInUseIsRefused()
    {
        using var cli = new Cli();
        cli.Folder.Write("run/notes.txt", "precious");

        var outcome = cli.Run("train", "sound.json", "--run-dir", "run");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((2, "error: --run-dir: run is not empty. Name another folder; a run never writes over another.\n")));
    }

    [Test]
    public void ADeviceThatIsNotThereIsRefused()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--device", "cuda:99");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(outcome.Error, Does.StartWith("error: device: 'cuda:99' is not there: LibTorch sees "));
            Assert.That(cli.Created, Is.Empty);
        });
    }

    [TestCase("validation")]
    [TestCase("test")]
    public void EvaluateShowsTheFiguresOfTheResult(string split)
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--run-dir", "run", "--quiet");
        var accuracy = JsonNode.Parse(File.ReadAllText(Path.Combine("run", "result.json")))![split]!["shape"]!["accuracy"]!.GetValue<double>();

        var outcome = cli.Run("evaluate", "run", "--split", split);

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            Assert.That(outcome.Out, Does.Contain(FormattableString.Invariant($"{accuracy:0.0000}")));
            Assert.That(outcome.Out.Split('\n')[0], Is.EqualTo($"{Path.Combine("run", "checkpoints", "best")}, {split} split:"));
        });
    }

    [Test]
    public void ADamagedCheckpointIsNamed()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--run-dir", "run", "--quiet");
        var weights = Path.Combine("run", "checkpoints", "best", "model.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^5]);

        var outcome = cli.Run("evaluate", "run");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(1));
            Assert.That(outcome.Error, Does.StartWith($"error: {weights}, byte "));
            Assert.That(outcome.Error.Split('\n'), Has.Length.EqualTo(2));
        });
    }
}
