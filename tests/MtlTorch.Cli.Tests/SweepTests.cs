using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl sweep, with real trainings in worker processes.</summary>
public sealed class SweepTests
{
    private const string Sweep = """
        {
          "name": "rates",
          "experiment": "sound.json",
          "space": {
            "optimizer.lr": { "kind": "float", "from": 0.001, "to": 0.1, "log": true },
            "balancing.kind": { "kind": "choice", "values": ["equal", "pcgrad"] }
          },
          "objective": "shape.accuracy",
          "sampler": { "kind": "random" },
          "trials": 4
        }
        """;

    private Cli cli = null!;

    [SetUp]
    public void Begin()
    {
        cli = new Cli();
        cli.Folder.Write("rates.json", Sweep);
    }

    [TearDown]
    public void End() => cli.Dispose();

    [Test]
    public void ASweepIsTrainedShownAndItsBestIsReadyToTrain()
    {
        var outcome = cli.Run("sweep", "rates.json", "--workers", "2", "--run-dir", "sweep");
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(outcome.Out, Does.StartWith("sweep folder: sweep; 4 trials, 2 at once, "));
        Assert.That(outcome.Out, Does.Match(@"\ntrial 1 of 4: shape accuracy 0\.\d{4}.*, \d+\.\d s\n"));

        var shown = cli.Run("sweep", "show", "sweep");
        Assert.That(shown.ExitCode, Is.Zero);

        var best = cli.Run("sweep", "best", "sweep");
        Assert.That((best.ExitCode, best.Error), Is.EqualTo((0, "")));
        cli.Folder.Write("best.json", best.Out);
        Assert.That(cli.Run("train", "best.json", "--quiet", "--run-dir", "again"), Is.EqualTo(new Outcome(0, "", "")));
        Assert.That(Accuracy("again"), Is.EqualTo(Directory.GetDirectories("sweep/trials").Max(t => Accuracy(Path.Combine(t, "seed-1")))), "the best configuration trains the best trial again");

        Assert.That(cli.Run("sweep", "--resume", "sweep", "--quiet"), Is.EqualTo(new Outcome(0, "", "")), "a sweep that is over has nothing to do");
        Assert.That(File.ReadAllLines("sweep/journal.jsonl"), Has.Length.EqualTo(12));
    }

    [Test]
    public void ASweepThatIsOverGoesOnWithMoreTrials()
    {
        Assert.That(cli.Run("sweep", "rates.json", "--trials", "1", "--run-dir", "sweep", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        Assert.That(cli.Run("sweep", "--resume", "sweep", "--trials", "2", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));

        Assert.That(Directory.GetDirectories("sweep/trials"), Has.Length.EqualTo(2));
    }

    [Test]
    public void ATrialThatFailsIsToldAndTheSweepGoesOn()
    {
        cli.Folder.Write("rates.json", Sweep.Replace("\"optimizer.lr\": { \"kind\": \"float\", \"from\": 0.001, \"to\": 0.1, \"log\": true }", "\"optimizer\": { \"kind\": \"choice\", \"values\": [{ \"kind\": \"sgd\", \"lr\": 1000 }] }", StringComparison.Ordinal));
        var outcome = cli.Run("sweep", "rates.json", "--trials", "2", "--workers", "1", "--run-dir", "sweep");

        Assert.That(outcome.ExitCode, Is.EqualTo(1), "no trial was completed");
        Assert.That(outcome.Error, Does.StartWith("error: trial 1 of 2 failed: "));
    }

    [Test]
    public void ASweepFileIsCheckedWithoutTraining()
    {
        Assert.That(cli.Run("config", "check", "rates.json"), Is.EqualTo(new Outcome(0, "rates.json: ok, a sweep of 4 trials\n", "")));
        cli.Folder.Write("rates.json", Sweep.Replace("pcgrad", "pcgradd", StringComparison.Ordinal));

        Assert.That(cli.Run("config", "check", "rates.json").Error, Does.StartWith("rates.json:6:23 $.space.balancing.kind: with \"pcgradd\", $.balancing.kind is not possible: "));
    }

    [Test]
    public void ASweepAgainstSingleTaskModelsStandsAlone()
    {
        Assert.That(cli.Run("train", "sound.json", "--baselines", "single-task", "--run-dir", "single", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        cli.Folder.Write("rates.json", Sweep.Replace("\"shape.accuracy\"", "\"delta-m\", \"baseline\": \"single\"", StringComparison.Ordinal));
        Assert.That(cli.Run("sweep", "rates.json", "--trials", "2", "--workers", "1", "--run-dir", "sweep", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        Directory.Delete("single", recursive: true);

        Assert.That(cli.Run("sweep", "show", "sweep").Out, Does.StartWith("rates: delta m, % (higher is better)"));
        Assert.That(cli.Run("sweep", "--resume", "sweep", "--trials", "3", "--workers", "1", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
    }

    [TestCase("--launcher", "print")]
    [TestCase("--reuse", "nowhere")]
    [TestCase("--set", "optimizer.lr=0.1")]
    [TestCase("--partition", "gpu")]
    public void WhatIsRefusedCreatesNothing(params string[] arguments)
    {
        cli.Folder.Write("rates.json", Sweep.Replace("{ \"kind\": \"random\" }", "{ \"kind\": \"tpe\" }", StringComparison.Ordinal));

        Assert.That(cli.Run(["sweep", "rates.json", .. arguments]).ExitCode, Is.EqualTo(2));
        Assert.That(cli.Created, Is.Empty);
    }

    private static double Accuracy(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!["validation"]!["shape"]!["accuracy"]!.GetValue<double>();
}
