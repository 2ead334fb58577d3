using System.Diagnostics;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>Cross-validations whose driver or whose workers are ended at any moment, and that go on.</summary>
[Category("Slow")]
[Platform(Exclude = "Win", Reason = "Signals are sent with kill, processes found in /proc.")]
public sealed class KilledCrossValidationTests : FolderTests
{
    private const int Kills = 8;

    private const string Experiment = """
        {
          "name": "killed",
          "data": { "kind": "shapes", "train": 512, "validation": 64, "test": 64, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [32], "dropout": 0.2 } },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "optimizer": { "kind": "adam", "lr": 0.003 },
          "tensorBoard": { "enabled": false },
          "trainer": { "epochs": 20, "batchSize": 16, "checkpointEvery": 5 }
        }
        """;

    private static readonly string[] Command = ["cv", "killed.json", "--folds", "3", "--grid", "optimizer.weightDecay=0,0.1", "--jobs", "3", "--quiet"];

    [SetUp]
    public void WriteExperiment() => Folder.Write("killed.json", Experiment);

    [Test]
    public void ADriverThatIsKilledAgainAndAgainEndsAsOneThatWasNotAndLeavesNoWorkers()
    {
        var whole = Whole();
        var random = new Random(20261121);
        string[] args = [.. Command, "--run-dir", "cv"];
        var kills = 0;
        for (; kills < Kills; kills++)
        {
            using var driver = ChildRun.Start(Folder.Path, args);
            if (driver.WaitForExit(TimeSpan.FromMilliseconds(random.Next(600, 2500))))
            {
                break;
            }

            driver.Kill();
            driver.WaitForExit();
            Assert.That(() => Workers("cv"), Is.Empty.After(15_000, 50), "workers end with their driver");
            args = File.Exists(Folder["cv", "cv.json"]) ? ["cv", "--resume", "cv", "--jobs", "3", "--quiet"] : args;
        }

        TestContext.Out.WriteLine($"{kills} kills");
        Assert.That(ChildRun.Run(Folder.Path, args), Is.EqualTo(new Outcome(0, "", "")));
        RefuseDifference(whole);
    }

    [Test]
    public void AWorkerThatIsKilledFailsItsRunAloneAndGoingOnMendsIt()
    {
        var whole = Whole();
        using var driver = ChildRun.Start(Folder.Path, [.. Command, "--run-dir", "cv"]);
        Assert.That(() => Workers("cv"), Is.Not.Empty.After(15_000, 20));
        var worker = Workers("cv")[0];
        using (var process = Process.GetProcessById(worker))
        {
            process.Kill();
        }

        var error = driver.StandardError.ReadToEnd();
        driver.WaitForExit();

        Assert.That(driver.ExitCode, Is.EqualTo(1));
        Assert.That(error, Does.Match(@"^error: p\d-r1-f\d failed: Its process ended without a result, with exit code 137\.\nDetails: cv/runs/p\d-r1-f\d/log\.txt\n$"));
        Assert.That(ChildRun.Run(Folder.Path, "cv", "--resume", "cv", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        RefuseDifference(whole);
    }

    [Test]
    public void ASignalIsPassedOnAndEveryRunLeavesACheckpoint()
    {
        var whole = Whole();
        using var driver = ChildRun.Start(Folder.Path, [.. Command, "--run-dir", "cv"]);
        Assert.That(() => Directory.Exists(Folder["cv", "runs"]) && Directory.GetFiles(Folder["cv", "runs"], "metrics.jsonl", SearchOption.AllDirectories).Length > 0, Is.True.After(15_000, 20));
        using (var kill = Process.Start("kill", ["-s", "TERM", $"{driver.Id}"]))
        {
            kill.WaitForExit();
        }

        var error = driver.StandardError.ReadToEnd();
        driver.WaitForExit();

        Assert.That((driver.ExitCode, error), Is.EqualTo((130, "Stopping after this step and writing a checkpoint; again to stop at once.\nThe cross-validation is not complete. To go on: mtl cv --resume cv\n")));
        Assert.That(Workers("cv"), Is.Empty);
        Assert.That(Directory.GetDirectories(Folder["cv", "runs"]).Where(r => !Directory.Exists(Path.Combine(r, "checkpoints", "last")) && Directory.EnumerateFiles(r, "metrics.jsonl").Any(f => new FileInfo(f).Length > 0)), Is.Empty);
        Assert.That(ChildRun.Run(Folder.Path, "cv", "--resume", "cv", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        RefuseDifference(whole);
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Whole()
    {
        Assert.That(ChildRun.Run(Folder.Path, [.. Command, "--run-dir", "whole"]), Is.EqualTo(new Outcome(0, "", "")));
        return Substance("whole");
    }

    private void RefuseDifference(Dictionary<string, IReadOnlyDictionary<string, string>> whole)
    {
        Assert.That(File.ReadAllText(Folder["cv", "cv.csv"]), Is.EqualTo(File.ReadAllText(Folder["whole", "cv.csv"])));
        var there = Substance("cv");
        foreach (var (run, substance) in whole)
        {
            Assert.That(there[run], Is.EqualTo(substance), run);
        }
    }

    /// <summary>The refit has no best epoch, so what its folder has in its stead is left to the weights in the last checkpoint.</summary>
    private Dictionary<string, IReadOnlyDictionary<string, string>> Substance(string cv) =>
        Directory.GetDirectories(Folder[cv, "runs"]).ToDictionary(r => Path.GetFileName(r), r => ChildRun.Substance(r));

    /// <summary>Processes that train runs of a cross-validation below this test's folder.</summary>
    private List<int> Workers(string cv) =>
    [
        .. Directory.GetDirectories("/proc").Select(d => Path.GetFileName(d)).Where(d => int.TryParse(d, out _)).Select(int.Parse).Where(id =>
        {
            try
            {
                return File.ReadAllText($"/proc/{id}/cmdline").Contains($"\0job\0{cv}/", StringComparison.Ordinal)
                    && new FileInfo($"/proc/{id}/cwd").LinkTarget == Folder.Path;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }),
    ];
}
