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

    [Test]
    public void ARunThatIsKilledAgainAndAgainEndsAsOneThatWasNot()
    {
        Folder.Write("killed.json", Experiment);
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
