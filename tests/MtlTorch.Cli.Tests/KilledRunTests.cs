using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>Runs that SIGKILL ends at any moment, and that go on.</summary>
[Category("Slow")]
public sealed class KilledRunTests : FolderTests
{
    private const int Kills = 25;

    /// <summary>A checkpoint after every step: most of the time is spent within their writing.</summary>
    private const string Experiment = """
        {
          "name": "killed",
          "data": { "kind": "shapes", "train": 1024, "validation": 64, "test": 64, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [32], "dropout": 0.2 } },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "balancing": { "kind": "gradnorm" },
          "optimizer": { "kind": "adam", "lr": 0.003 },
          "schedule": { "kind": "cosine", "warmup": 1 },
          "trainer": { "epochs": 12, "batchSize": 16, "checkpointEvery": 1, "diagnosticsEvery": 7 }
        }
        """;

    /// <summary>Tasks that make their own targets, which hold for some epochs: they are in the checkpoints.</summary>
    private const string ClusteringExperiment = """
        {
          "name": "killed",
          "data": { "kind": "shapes", "train": 512, "validation": 64, "test": 64, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [32, 6], "linearEnd": true } },
          "tasks": {
            "pixels": { "kind": "reconstruction" },
            "clusters": { "kind": "dec", "clusters": 5, "startEpoch": 2, "every": 3, "tolerance": 0, "compareWith": "shape" },
            "labels": { "kind": "deep-cluster", "clustering": { "kind": "mini-batch-k-means", "clusters": 4 }, "every": 2 }
          },
          "optimizer": { "kind": "adam", "lr": 0.003 },
          "trainer": { "epochs": 12, "batchSize": 16, "checkpointEvery": 1, "select": "pixels.rmse" }
        }
        """;

    [TestCase(Experiment, TestName = "{m}(supervised)")]
    [TestCase(ClusteringExperiment, TestName = "{m}(clustering)")]
    public void ARunThatIsKilledAgainAndAgainEndsAsOneThatWasNot(string experiment)
    {
        Folder.Write("killed.json", experiment);
        Assert.That(ChildRun.Run(Folder.Path, "train", "killed.json", "--run-dir", "whole", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        var whole = ChildRun.Substance(Folder["whole"]);
        var random = new Random(20261121);
        var (kills, withinWriting, runs) = (0, 0, 0);

        while (kills < Kills)
        {
            var run = $"run{++runs}";
            var args = new[] { "train", "killed.json", "--run-dir", run };
            while (kills < Kills && KillAfterAWhile(random, args))
            {
                kills++;
                withinWriting += Directory.GetDirectories(Folder[run, "checkpoints"], "*.part").Length;
                args = ["train", "--resume", run];
            }

            Assert.That(ChildRun.Run(Folder.Path, "train", "--resume", run).ExitCode, Is.Zero);
            Assert.That(ChildRun.Substance(Folder[run]), Is.EqualTo(whole));
        }

        TestContext.Out.WriteLine($"{kills} kills in {runs} runs, {withinWriting} of them within the writing of a checkpoint");
        Assert.That(withinWriting, Is.Positive);
    }

    /// <summary>Starts a run and kills it some time after it said that it trains. False if it came to its end before.</summary>
    private bool KillAfterAWhile(Random random, string[] args)
    {
        using var process = ChildRun.Start(Folder.Path, args);
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("run folder", StringComparison.Ordinal))
        {
        }

        if (!process.WaitForExit(TimeSpan.FromMilliseconds(random.Next(20, 600))))
        {
            process.Kill();
            process.WaitForExit();
        }

        return process.ExitCode != 0;
    }
}
