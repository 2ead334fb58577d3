using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using TestSupport;

namespace MtlTorch.Cli.Tests.Sweeps;

/// <summary>Whole sweeps on a real Slurm, through the command line.</summary>
[Category("Slow")]
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class SlurmSweepTests : FolderTests
{
    private const string Experiment = """
        {
          "name": "slurm",
          "data": { "kind": "shapes", "train": 1024, "validation": 64, "test": 64, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [32], "dropout": 0.2 } },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "optimizer": { "kind": "adam", "lr": 0.003 },
          "tensorBoard": { "enabled": false },
          "trainer": { "epochs": 100, "batchSize": 16 },
          "device": "cpu"
        }
        """;

    private const string Sweep = """
        {
          "name": "slurm",
          "experiment": "experiment.json",
          "space": { "optimizer.lr": { "kind": "float", "from": 0.0001, "to": 0.1, "log": true } },
          "objective": "score",
          "trials": 4
        }
        """;

    private SlurmCluster cluster = null!;

    [OneTimeSetUp]
    public void StartCluster() => cluster = SlurmCluster.Start();

    [OneTimeTearDown]
    public void StopCluster() => cluster?.Dispose();

    [TearDown]
    public void ClearCluster() => cluster.Clear();

    [Test]
    public void ASweepSurvivesANodeThatDiesInMidTrialAndEqualsOneOfThisMachine()
    {
        Folder.Write("experiment.json", Experiment);
        Folder.Write("sweep.json", Sweep);
        Assert.That(ChildRun.Run(Folder.Path, "sweep", "sweep.json", "--set", "threads=1", "--workers", "2", "--run-dir", "here", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));

        using var driver = ChildRun.Start(Folder.Path, "sweep", "sweep.json", "--launcher", "slurm", "--max-parallel", "2", "--poll-seconds", "1", "--run-dir", "there");
        var error = driver.StandardError.ReadToEndAsync();
        var output = driver.StandardOutput.ReadToEndAsync();
        Assert.That(() => EpochsOf("there", 1) is >= 3 and < 80, Is.True.After(60_000, 50), "the first trial is in mid-training");
        cluster.KillNode();
        cluster.StartNode();
        Assert.That(driver.WaitForExit(TimeSpan.FromMinutes(5)), Is.True);

        Assert.That((driver.ExitCode, error.Result), Is.EqualTo((0, "")), output.Result);
        Assert.That(output.Result, Does.Contain("4 of 4 trials ended: 4 completed"));
        Assert.That(Objectives("there"), Has.Count.EqualTo(4));
        foreach (var trial in new[] { "0001", "0002" })
        {
            // TPE's first points do not depend on the results, which come in another order here.
            Assert.That(ChildRun.Substance(Folder["there", "trials", trial, "seed-1"])["metrics.jsonl"], Is.EqualTo(ChildRun.Substance(Folder["here", "trials", trial, "seed-1"])["metrics.jsonl"]), trial);
        }
    }

    [Test]
    public void ADriverThatIsKilledFindsItsJobsAgain()
    {
        Folder.Write("experiment.json", Experiment);
        Folder.Write("sweep.json", Sweep);
        using (var driver = ChildRun.Start(Folder.Path, "sweep", "sweep.json", "--launcher", "slurm", "--max-parallel", "2", "--poll-seconds", "1", "--run-dir", "there", "--quiet"))
        {
            Assert.That(() => EpochsOf("there", 1) >= 1, Is.True.After(60_000, 50));
            driver.Kill();
            driver.WaitForExit();
        }

        Assert.That(ChildRun.Run(Folder.Path, "sweep", "--resume", "there", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        Assert.That(Objectives("there"), Has.Count.EqualTo(4));
        Assert.That(File.ReadAllText(Folder["there", "log.txt"]), Does.Contain("which an earlier driver submitted"));
    }

    private int EpochsOf(string sweep, int trial)
    {
        var metrics = Folder[sweep, "trials", $"000{trial}", "seed-1", "metrics.jsonl"];
        return File.Exists(metrics) ? File.ReadLines(metrics).Count(line => line.Contains("\"validation\"", StringComparison.Ordinal)) : 0;
    }

    private List<double> Objectives(string sweep) =>
    [
        .. File.ReadLines(Folder[sweep, "journal.jsonl"]).Select(line => JsonNode.Parse(line)!)
            .Where(e => e["event"]!.GetValue<string>() == "ended" && e["status"]!.GetValue<string>() == "completed").Select(e => e["values"]![0]!.GetValue<double>()),
    ];
}
