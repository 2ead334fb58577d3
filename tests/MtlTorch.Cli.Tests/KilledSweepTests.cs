using System.Diagnostics;
using System.Text.Json.Nodes;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>Sweeps whose driver or whose workers are ended at any moment, and that go on.</summary>
[Category("Slow")]
[Platform(Exclude = "Win", Reason = "Signals are sent with kill, processes found in /proc.")]
public sealed class KilledSweepTests : FolderTests
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
          "trainer": { "epochs": 12, "batchSize": 16, "checkpointEvery": 5 }
        }
        """;

    private const string Sweep = """
        {
          "name": "killed",
          "experiment": "killed.json",
          "space": { "optimizer.lr": { "kind": "float", "from": 0.001, "to": 0.1, "log": true } },
          "sampler": { "kind": "random" },
          "trials": 6
        }
        """;

    private static readonly string[] Command = ["sweep", "sweep.json", "--workers", "3", "--quiet"];

    [SetUp]
    public void WriteSweep()
    {
        Folder.Write("killed.json", Experiment);
        Folder.Write("sweep.json", Sweep);
    }

    [Test]
    public void ADriverThatIsKilledAgainAndAgainEndsAsOneThatWasNotAndLeavesNoWorkers()
    {
        var whole = Whole();
        var random = new Random(20261121);
        string[] args = [.. Command, "--run-dir", "sweep"];
        var kills = 0;
        for (; kills < Kills; kills++)
        {
            using var driver = ChildRun.Start(Folder.Path, args);
            if (driver.WaitForExit(TimeSpan.FromMilliseconds(random.Next(600, 3000))))
            {
                break;
            }

            var workers = Workers(driver.Id);
            driver.Kill();
            driver.WaitForExit();
            Assert.That(() => workers.Where(w => File.Exists($"/proc/{w}/stat")), Is.Empty.After(15_000, 50), "workers end with their driver");
            args = File.Exists(Folder["sweep", "experiment.json"]) && File.Exists(Folder["sweep", "sweep.json"]) ? ["sweep", "--resume", "sweep", "--workers", "3", "--quiet"] : args;
        }

        TestContext.Out.WriteLine($"{kills} kills");
        Assert.That(ChildRun.Run(Folder.Path, args), Is.EqualTo(new Outcome(0, "", "")));
        RefuseDifference(whole);
    }

    [Test]
    public void AWorkerThatIsKilledFailsItsTrialAloneAndRetryingMendsIt()
    {
        var whole = Whole();
        using var driver = ChildRun.Start(Folder.Path, [.. Command, "--run-dir", "sweep"]);
        Assert.That(() => Directory.Exists(Folder["sweep", "trials"]) && Directory.GetFiles(Folder["sweep", "trials"], "metrics.jsonl", SearchOption.AllDirectories).Length == 3, Is.True.After(20_000, 20));
        using (var process = Process.GetProcessById(Workers(driver.Id)[0]))
        {
            process.Kill();
        }

        var error = driver.StandardError.ReadToEnd();
        driver.WaitForExit();

        Assert.That(driver.ExitCode, Is.Zero);
        Assert.That(error, Does.Match(@"^error: trial [123] of 6 failed: Its process ended without a result, with exit code 137\.\n$"));
        Assert.That(ChildRun.Run(Folder.Path, "sweep", "--resume", "sweep", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        Assert.That(Statuses("sweep"), Has.One.EqualTo("failed"), "a failed trial is not repeated unless that is asked for");
        Assert.That(ChildRun.Run(Folder.Path, "sweep", "--resume", "sweep", "--retry-failed", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        RefuseDifference(whole);
    }

    [Test]
    public void ASignalIsPassedOnAndEveryTrialLeavesACheckpoint()
    {
        var whole = Whole();
        using var driver = ChildRun.Start(Folder.Path, [.. Command, "--run-dir", "sweep"]);
        Assert.That(() => Directory.Exists(Folder["sweep", "trials"]) && Directory.GetFiles(Folder["sweep", "trials"], "metrics.jsonl", SearchOption.AllDirectories).Length > 0, Is.True.After(20_000, 20));
        var workers = Workers(driver.Id);
        Send("TERM", driver.Id);

        var error = driver.StandardError.ReadToEnd();
        driver.WaitForExit();

        Assert.That((driver.ExitCode, error), Is.EqualTo((130, "Stopping: each trial writes a checkpoint after its step; again to stop at once.\nThe sweep is not complete. To go on: mtl sweep --resume sweep\n")));
        Assert.That(workers.Where(w => File.Exists($"/proc/{w}/stat")), Is.Empty);
        Assert.That(Statuses("sweep"), Is.All.EqualTo("waiting").Or.EqualTo("completed"));
        Assert.That(ChildRun.Run(Folder.Path, "sweep", "--resume", "sweep", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        RefuseDifference(whole);
    }

    [Test]
    public void AWorkerThatIsAskedToEndHandsItsTrialOn()
    {
        var whole = Whole();
        using var driver = ChildRun.Start(Folder.Path, [.. Command, "--run-dir", "sweep"]);
        Assert.That(() => Directory.Exists(Folder["sweep", "trials"]) && Directory.GetFiles(Folder["sweep", "trials"], "metrics.jsonl", SearchOption.AllDirectories).Length == 3, Is.True.After(20_000, 20));
        Send("TERM", Workers(driver.Id)[0]);
        var error = driver.StandardError.ReadToEnd();
        driver.WaitForExit();

        Assert.That((driver.ExitCode, error), Is.EqualTo((0, "")));
        RefuseDifference(whole);
    }

    [TestCase(0)]
    [TestCase(150)]
    [TestCase(600)]
    public void CtrlCAtAnyMomentFailsNoTrial(int milliseconds)
    {
        using var driver = ChildRun.Start(Folder.Path, [.. Command, "--run-dir", "sweep"]);
        Assert.That(() => File.Exists(Folder["sweep", "journal.jsonl"]), Is.True.After(20_000, 5));
        Thread.Sleep(milliseconds);

        // A terminal sends it to all of them.
        foreach (var process in Workers(driver.Id).Append(driver.Id))
        {
            Send("INT", process);
        }

        driver.WaitForExit();
        Assert.That(driver.ExitCode, Is.EqualTo(130));
        Assert.That(Statuses("sweep"), Is.All.EqualTo("waiting").Or.EqualTo("completed"));
    }

    private static void Send(string signal, int process)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process}"]);
        kill.WaitForExit();
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Whole()
    {
        Assert.That(ChildRun.Run(Folder.Path, [.. Command, "--run-dir", "whole"]), Is.EqualTo(new Outcome(0, "", "")));
        return Substance("whole");
    }

    private void RefuseDifference(Dictionary<string, IReadOnlyDictionary<string, string>> whole)
    {
        var there = Substance("sweep");
        Assert.That(there.Keys, Is.EquivalentTo(whole.Keys));
        foreach (var (run, content) in whole)
        {
            Assert.That(there[run], Is.EquivalentTo(content), run);
        }
    }

    /// <summary>Status of each trial.</summary>
    private List<string> Statuses(string sweep) =>
    [
        .. File.ReadLines(Folder[sweep, "journal.jsonl"]).Select(line => JsonNode.Parse(line)!).Where(e => e["event"]!.GetValue<string>() == "ended")
            .GroupBy(e => e["trial"]!.GetValue<int>()).Select(g => g.Last()["status"]!.GetValue<string>()),
    ];

    private Dictionary<string, IReadOnlyDictionary<string, string>> Substance(string sweep) =>
        Directory.GetDirectories(Folder[sweep, "trials"]).ToDictionary(t => Path.GetFileName(t), t => ChildRun.Substance(Path.Combine(t, "seed-1")));

    /// <summary>The processes that a driver started.</summary>
    private static List<int> Workers(int driver) =>
    [
        .. Directory.GetDirectories("/proc").Select(p => Path.GetFileName(p)).Where(n => n.All(char.IsDigit)).Select(int.Parse)
            .Where(p => ParentOf(p) == driver),
    ];

    private static int ParentOf(int process)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
