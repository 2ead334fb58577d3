using System.Diagnostics;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl train --seeds --baselines, seen from the shell.</summary>
public sealed class StudyTests
{
    [Test]
    public void AStudyTrainsAllModelsAndEndsWithTheTable()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--seeds", "2", "--baselines", "single-task", "--run-dir", "study");
        var lines = outcome.Out.Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
            Assert.That(lines[0], Is.EqualTo("study folder: study; 6 runs"));
            Assert.That(lines.Where(l => l.StartsWith("run ", StringComparison.Ordinal) && !l.StartsWith("run folder", StringComparison.Ordinal)), Is.EqualTo(new[]
            {
                "run 1 of 6: multi-task-s1", "run 2 of 6: single-task-shape-s1", "run 3 of 6: single-task-size-s1",
                "run 4 of 6: multi-task-s2", "run 5 of 6: single-task-shape-s2", "run 6 of 6: single-task-size-s2",
            }));
            Assert.That(outcome.Out, Does.Match(@"\nname +shape accuracy ↑ +size rmse ↓ +Δm, %\nsingle task +0\.\d{4} ± 0\.\d{4} +\d\.\d{4} ± \d\.\d{4} +-\nsound +0\.\d{4} ± 0\.\d{4} +\d\.\d{4} ± \d\.\d{4} +[+-]\d+\.\d\d ± \d+\.\d\d\n"));
            Assert.That(outcome.Out, Does.Contain("\nAgainst single task, paired by seed: "));
            Assert.That(File.Exists(Path.Combine("study", "comparison.json")));
            Assert.That(File.ReadAllText(Path.Combine("study", "comparison.html")), Does.Contain("Means over the seeds"));
            Assert.That(File.Exists(Path.Combine("study", "single-task-size-s2", "checkpoints", "best", "model.safetensors")));
        });
    }

    [Test]
    public void ComparingTheStudyAgainPrintsTheSameTable()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--seeds", "2", "--baselines", "single-task", "--run-dir", "study", "--quiet");

        Assert.That(cli.Run("compare", "study", "--format", "csv").Out, Is.EqualTo(File.ReadAllText(Path.Combine("study", "comparison.csv"))));
    }

    [TestCase("--seeds=2", "--baselines=single-task", "--seeds: the study in study has the seeds 1, 2, 3. Name these and more (--seeds 1,2,3), or another folder.")]
    [TestCase("--seeds=3", "--quiet", "--baselines: the study in study has the baselines single-task. Say --baselines single-task, or name another folder.")]
    public void RunsThatWereAskedForAreNotForgotten(string seeds, string other, string problem)
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--seeds", "3", "--baselines", "single-task", "--run-dir", "study", "--quiet", "--set", "trainer.epochs=1");
        var before = File.ReadAllText(Path.Combine("study", "comparison.csv"));

        var outcome = cli.Run("train", "sound.json", seeds, other, "--run-dir", "study", "--set", "trainer.epochs=1");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((2, $"error: {problem}\n")));
        Assert.That(File.ReadAllText(Path.Combine("study", "comparison.csv")), Is.EqualTo(before));
    }

    [Test]
    public void ARunOfAStudyKeepsItsEpochs()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--seeds", "2", "--run-dir", "study", "--quiet", "--set", "trainer.epochs=1");

        var outcome = cli.Run("train", "--resume", "study/multi-task-s1", "--set", "trainer.epochs=2");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.StartWith("error: --set trainer.epochs: study/multi-task-s1 is a run of a study"));
    }

    [Test]
    public void WhatIsCompleteIsNotRepeated()
    {
        using var cli = new Cli();
        string[] command = ["train", "sound.json", "--seeds", "1,4", "--run-dir", "study", "--set", "trainer.epochs=1"];
        var first = cli.Run(command);
        var written = File.GetLastWriteTimeUtc(Path.Combine("study", "multi-task-s4", "result.json"));

        var second = cli.Run(command);

        Assert.Multiple(() =>
        {
            Assert.That(second.ExitCode, Is.Zero, second.Error);
            Assert.That(second.Out, Does.StartWith("study folder: study; 2 runs\nrun 1 of 2: multi-task-s1 is complete\nrun 2 of 2: multi-task-s4 is complete\n"));
            Assert.That(File.GetLastWriteTimeUtc(Path.Combine("study", "multi-task-s4", "result.json")), Is.EqualTo(written));
            Assert.That(first.Out, Does.EndWith(second.Out[second.Out.IndexOf("\nshapes, test split", StringComparison.Ordinal)..]));
        });
    }

    [Test]
    public void ARunThatWasCutOffGoesOnFromItsCheckpointAndTheStudyIsTheSame()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--seeds", "1", "--baselines", "single-task", "--run-dir", "whole", "--quiet");
        cli.Run("train", "sound.json", "--seeds", "1", "--baselines", "single-task", "--run-dir", "study", "--quiet");
        var run = Path.Combine("study", "single-task-shape-s1");
        File.Delete(Path.Combine(run, "result.json"));
        Directory.Delete(Path.Combine("study", "single-task-size-s1"), recursive: true);

        var outcome = cli.Run("train", "--resume", "study");

        Assert.Multiple(() =>
        {
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
            Assert.That(outcome.Out, Does.StartWith("study folder: study; 3 runs\nrun 1 of 3: multi-task-s1 is complete\nrun 2 of 3: single-task-shape-s1\n"));
            Assert.That(File.ReadAllText(Path.Combine("study", "comparison.csv")), Is.EqualTo(File.ReadAllText(Path.Combine("whole", "comparison.csv"))));
        });
    }

    [Test]
    public void AStudyIsBelowRunsUnlessNamedAndQuietSaysNothing()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--seeds", "1", "--set", "trainer.epochs=1", "--quiet");

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((0, "")));
        Assert.That(Directory.GetDirectories(Path.Combine("runs", "sound")).Single(), Does.EndWith("-study"));
    }

    [Test]
    public void ASingleTaskModelRepeatsFromItsOwnConfiguration()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--baselines", "single-task", "--run-dir", "study", "--quiet");

        var outcome = cli.Run("train", Path.Combine("study", "single-task-size-s1", "resolved.json"), "--run-dir", "again", "--quiet");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(Weights("again"), Is.EqualTo(Weights(Path.Combine("study", "single-task-size-s1"))));

        static byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(run, "checkpoints", "last", "model.safetensors"));
    }

    [Test]
    public void ARunThatFailsIsNamedAndTheOthersAreCompared()
    {
        using var cli = new Cli();

        // The sum of both losses overflows; so does the loss of one of them, and "shape" alone does not.
        var outcome = cli.Run("train", "sound.json", "--baselines", "single-task", "--run-dir", "study", "--set", "optimizer={\"kind\": \"sgd\", \"lr\": 10}", "--set", "tasks.size.weight=1e9");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.StartWith("error: "));
        Assert.That(outcome.Out, Does.Contain($"{Path.Combine("study", "multi-task-s1")} is left out: it failed: "));
    }

    [TestCase("--seeds", "0", "error: --seeds: found '0': that is no number of seeds.")]
    [TestCase("--seeds", "1,1", "error: --seeds: found '1,1': seed 1 stands twice.")]
    [TestCase("--baselines", "multi", "Argument 'multi' not recognized. Must be one of:")]
    public void MistakesCreateNothing(string option, string value, string error)
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", option, value);

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((2, outcome.Error)));
        Assert.That(outcome.Error, Does.StartWith(error));
        Assert.That(cli.Created, Is.Empty);
    }

    [Test]
    public void AStudyThatGoesOnTakesNoSeeds()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "--resume", "study", "--seeds", "3");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.StartWith("--resume goes without --seeds and --baselines: a study knows its own."));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public void TheFirstSignalStopsTheWholeStudyAndSaysHowToGoOn()
    {
        using var cli = new Cli();
        var begun = Path.GetFullPath(Path.Combine("study", "multi-task-s1", "metrics.jsonl"));
        using var killer = Task.Run(() =>
        {
            SpinWait.SpinUntil(() => File.Exists(begun), TimeSpan.FromSeconds(30));
            using var kill = Process.Start("kill", ["-s", "INT", $"{Environment.ProcessId}"]);
            kill.WaitForExit();
        });

        var outcome = cli.Run("train", "sound.json", "--seeds", "3", "--baselines", "single-task", "--run-dir", "study", "--quiet", "--set", "trainer.epochs=1000000");
        killer.Wait();

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(130));
            Assert.That(outcome.Error, Does.EndWith("The study is not complete. To go on: mtl train --resume study\n"));
            Assert.That(Directory.GetDirectories("study"), Has.Length.EqualTo(1));
            Assert.That(cli.Run("train", "--resume", "study", "--set", "trainer.epochs=2").Error, Does.StartWith("error: --set: a study that goes on keeps its configuration"));
        });
    }
}
