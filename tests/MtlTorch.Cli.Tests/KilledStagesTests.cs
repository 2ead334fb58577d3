using System.Diagnostics;
using System.Text.Json.Nodes;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>Runs in stages that are stopped or killed in any of them, and between them, and that go on.</summary>
[Category("Slow")]
[Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
public sealed class KilledStagesTests : FolderTests
{
    private const int Runs = 5;

    /// <summary>Files that say how far a run is.</summary>
    private static readonly string[] Places = ["stages/1-pretrain/metrics.jsonl", "stages/2-train/metrics.jsonl", "metrics.jsonl"];

    private static readonly string[] Folders = ["", "stages/1-pretrain", "stages/2-train"];

    /// <summary>More of everything, so that there is time to be killed in each stage.</summary>
    private static readonly string[] Longer =
    [
        "--set", "data.train=512", "--set", "trainer.epochs=5", "--set", "stages[0].pretrain.trainer.epochs=5", "--set", "trainer.checkpointEvery=2", "--quiet",
    ];

    [TestCase("KILL")]
    [TestCase("INT")]
    public void ARunInStagesThatEndsEarlyAgainAndAgainEndsAsOneThatWasNot(string signal)
    {
        Folder.Write("staged.json", StagedExperiment.Json);
        Assert.That(ChildRun.Run(Folder.Path, ["train", "staged.json", "--run-dir", "whole", .. Longer]), Is.EqualTo(new Outcome(0, "", "")));
        var whole = Substance("whole");
        var random = new Random(20261122);
        var places = new SortedDictionary<string, int>();
        for (var i = 1; i <= Runs; i++)
        {
            var run = $"run{i}";
            string[] args = ["train", "staged.json", "--run-dir", run, .. Longer];
            foreach (var target in Places)
            {
                if (EndsBefore(Folder[run, target], random.Next(1, 400), signal, args))
                {
                    break;
                }

                args = ["train", "--resume", run, "--quiet"];
                var place = Places.Last(p => p == Places[0] || File.Exists(Folder[run, p]));
                places[place] = places.GetValueOrDefault(place) + 1;
                AssertStatusKnows(run);
            }

            Assert.That(ChildRun.Run(Folder.Path, "train", "--resume", run, "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
            Assert.That(Substance(run), Is.EqualTo(whole));
        }

        TestContext.Out.WriteLine($"{Runs} runs: {string.Join(", ", places.Select(p => $"{p.Value} ends at {p.Key}"))}");
        Assert.That(places, Has.Count.EqualTo(3));
    }

    /// <summary>A signal may come before anybody listens, and after the result was written.</summary>
    private void AssertStatusKnows(string run)
    {
        var state = JsonNode.Parse(ChildRun.Run(Folder.Path, "status", run, "--format", "json").Out)!;
        Assert.That((string?)state["state"], Is.AnyOf("lost", "interrupted", "completed"));
        var hasBegun = File.Exists(Folder[run, "metrics.jsonl"]) && File.ReadLines(Folder[run, "metrics.jsonl"]).Any();
        Assert.That((string?)state["stage"]?["name"], hasBegun ? Is.Null : Is.AnyOf("1-pretrain", "2-train", null));
    }

    /// <summary>Starts a run and sends it a signal some milliseconds after a file is there. False if it did not come to its end.</summary>
    private bool EndsBefore(string file, int milliseconds, string signal, string[] args)
    {
        using var process = ChildRun.Start(Folder.Path, args);
        while (!File.Exists(file) && !process.WaitForExit(TimeSpan.FromMilliseconds(5)))
        {
        }

        if (!process.WaitForExit(TimeSpan.FromMilliseconds(milliseconds)))
        {
            using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
            kill.WaitForExit();
            process.WaitForExit();
        }

        Assert.That(process.ExitCode, Is.AnyOf(0, 130, 137), process.StandardError.ReadToEnd());
        return process.ExitCode == 0;
    }

    private IReadOnlyDictionary<string, string> Substance(string run) =>
        Folders.SelectMany(f => ChildRun.Substance(Folder[run, f]).Select(s => KeyValuePair.Create($"{f}/{s.Key}", s.Value))).ToDictionary();
}
