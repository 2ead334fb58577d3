using System.Diagnostics;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl status, mtl tail, mtl rerun and mtl train --resume, seen from the shell.</summary>
public sealed class WatchingTests
{
    [Test]
    public void ACompletedRunIsToldAtAGlance()
    {
        using var cli = Trained();

        var outcome = cli.Run("status", "run");
        var lines = outcome.Out.Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            Assert.That(lines[0], Does.Match(@"^run: completed after 2 epochs in \d+\.\d s, best epoch \d, \d+\.\d steps/s$"));
            Assert.That(lines[1], Does.Match("^task +figure +epoch 2( +best, 1)?$"));
            Assert.That(lines[2], Does.Match(@"^shape +train loss +\d\.\d{4}"));
            Assert.That(lines[4], Does.Match(@"^ +accuracy +\d\.\d{4}"));
        });
    }

    [Test]
    public void TheStateIsThereAsJsonToo()
    {
        using var cli = Trained();

        var state = JsonNode.Parse(cli.Run("status", "run", "--format", "json").Out)!;

        Assert.That((state["state"]!.GetValue<string>(), state["epochs"]!.GetValue<int>(), state["error"]), Is.EqualTo(("completed", 2, (JsonNode?)null)));
        Assert.That(state["validation"]!["size"]!["rmse"]!.GetValue<double>(), Is.Positive);
    }

    [Test]
    public void TailPrintsTheLinesThatTheRunPrinted()
    {
        using var cli = new Cli();
        var printed = cli.Run("train", "sound.json", "--run-dir", "run").Out.Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That(cli.Run("tail", "run").Out.Split('\n')[..3], Is.EqualTo(printed[2..5]));
            Assert.That(cli.Run("tail", "run", "--lines", "1").Out.Split('\n')[..2], Is.EqualTo(printed[3..5]));
            Assert.That(cli.Run("tail", "run").ExitCode, Is.Zero);
        });
    }

    [Test]
    public void TheEndOfARunIsTheExitCodeOfItsTail()
    {
        using var cli = Trained("--set", "optimizer={\"kind\": \"sgd\", \"lr\": 1e6}");

        var outcome = cli.Run("tail", "run");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Out, Does.Match("^failed: The loss of task '.*\n$"));
    }

    [Test]
    public void ARunThatWasKilledSaysHowToGoOn()
    {
        using var cli = Trained();
        File.Delete(Path.Combine("run", "result.json"));

        Assert.Multiple(() =>
        {
            Assert.That(cli.Run("status", "run").Out, Does.StartWith("run: its process was killed, or the machine stopped; `mtl train --resume run` goes on with it\nbest epoch so far: "));
            Assert.That(cli.Run("tail", "run").ExitCode, Is.EqualTo(1));
        });
    }

    [Test]
    public void ARunOfAnotherProcessCanBeWatchedToItsEnd()
    {
        using var cli = new Cli();
        using var process = ChildRun.Start(cli.Folder.Path, "train", "sound.json", "--run-dir", "run", "--set", "data.train=20000");
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
        {
        }

        var during = cli.Run("status", "run");
        var both = cli.Run("train", "--resume", "run");
        var tail = cli.Run("tail", "run");
        process.WaitForExit();

        Assert.Multiple(() =>
        {
            Assert.That(during.Out, Does.Match($@"^run: running for \d+ s, process {process.Id} on .+\nepoch 2/2(, step \d+/1250)?(; about \d+ s left)?\nbest epoch so far: 1, score "));
            Assert.That((both.ExitCode, both.Error), Is.EqualTo((2, $"error: RUN: run is being trained by process {process.Id} on {Environment.MachineName}. Wait for it, or stop it; `mtl status run` says how far it is.\n")));
            Assert.That(tail.ExitCode, Is.Zero);
            Assert.That(tail.Out, Does.Match(@"^epoch 1/2: .*\nepoch 2/2: .*\ncompleted after 2 epochs .*\n$"));
        });
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A pipe of the shell.")]
    public void ATailThatNobodyReadsAnyMoreEnds()
    {
        using var cli = new Cli();
        using var training = ChildRun.Start(cli.Folder.Path, "train", "sound.json", "--run-dir", "run", "--quiet", "--set", "trainer.epochs=1000000");
        try
        {
            Assert.That(() => File.Exists(Path.Combine("run", "metrics.jsonl")), Is.True.After(20_000, 50));
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"dotnet '{typeof(CommandLineApp).Assembly.Location}' tail run | head -n 2; echo ${{PIPESTATUS[0]}}"]) { RedirectStandardOutput = true })!;

            Assert.That(shell.WaitForExit(TimeSpan.FromSeconds(20)), Is.True);
            Assert.That(shell.StandardOutput.ReadToEnd(), Does.Match(@"^epoch +\d+/1000000: .*\nepoch +\d+/1000000: .*\n0\n$"));
            Assert.That(training.HasExited, Is.False);
        }
        finally
        {
            training.Kill();
            training.WaitForExit();
        }
    }

    [Test]
    public void ARerunComesToTheSameNumbers()
    {
        using var cli = Trained();

        var outcome = cli.Run("rerun", "run", "--run-dir", "again", "--quiet");

        // 2 epochs: their numbers, learning rates, 2 weights and 2 training losses, the validation's 9 figures and score; the result's 3 times 9, and 3 more.
        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((0, $"the same, to the last bit: {2 * (6 + 11) + 30} numbers and {2 * 12_391:N0} weights.\n")));
    }

    [Test]
    public void ARerunNamesTheFirstDifference()
    {
        using var cli = Trained();
        var lines = File.ReadAllLines(Path.Combine("run", "metrics.jsonl"));
        var loss = JsonNode.Parse(lines[2])!["tasks"]!["shape"]!["loss"]!.ToJsonString();
        lines[2] = lines[2].Replace(loss, "0.5", StringComparison.Ordinal);
        File.WriteAllLines(Path.Combine("run", "metrics.jsonl"), lines);

        var outcome = cli.Run("rerun", "run", "--run-dir", "again", "--quiet");

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((1, $"not the same: metrics.jsonl, line 3, tasks, shape, loss: 0.5 before, {loss} now. 18 numbers before that are equal.\n")));
    }

    [Test]
    public void OtherWeightsAreFoundTooWhereAllNumbersAreEqual()
    {
        using var cli = Trained();
        using (var file = File.OpenWrite(Path.Combine("run", "checkpoints", "last", "model.safetensors")))
        {
            file.Seek(-4, SeekOrigin.End);
            file.WriteByte(1);
        }

        var outcome = cli.Run("rerun", "run", "--run-dir", "again", "--quiet");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Text, Does.Match(@"^not the same: checkpoints/last/model\.safetensors, [\w.]+: values differ by up to \S+\. \d+ numbers before that are equal\.\n$"));
    }

    [Test]
    public void WhereThereIsNothingToCompareNothingIsTheSame()
    {
        using var cli = Trained();
        File.WriteAllText(Path.Combine("run", "metrics.jsonl"), "garbage\n");

        var outcome = cli.Run("rerun", "run", "--run-dir", "again", "--quiet");

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((1, $"not the same: {Path.Combine("run", "metrics.jsonl")} has no epoch to compare with. 0 numbers before that are equal.\n")));
    }

    [Test]
    public void WeightsThatAreMissingAreNotTheSame()
    {
        using var cli = Trained();
        Directory.Delete(Path.Combine("run", "checkpoints", "best"), recursive: true);

        var outcome = cli.Run("rerun", "run", "--run-dir", "again", "--quiet");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Text, Does.StartWith("not the same: checkpoints/best: missing in run."));
    }

    [Test]
    public void DamagedWeightsAreNotEvaluated()
    {
        using var cli = Trained();
        using (var file = File.OpenWrite(Path.Combine("run", "checkpoints", "best", "model.safetensors")))
        {
            file.Seek(-4, SeekOrigin.End);
            file.WriteByte(1);
        }

        var outcome = cli.Run("evaluate", "run");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.Match("^error: .*model\\.safetensors, byte 0: the file is damaged: "));
    }

    [Test]
    public void OnlookersDoNotGetInEachOthersWay()
    {
        using var cli = Trained();

        Parallel.For(0, 200, _ => Assert.That(RunLock.IsHeld(RunFolder.Open("run")), Is.False));
        using (RunLock.Take(RunFolder.Open("run")))
        {
            Parallel.For(0, 20, _ => Assert.That(RunLock.IsHeld(RunFolder.Open("run")), Is.True));
        }
    }

    [Test]
    public void ALineWithoutWhatLinesHaveIsLeftOut()
    {
        using var cli = Trained();
        File.AppendAllText(Path.Combine("run", "metrics.jsonl"), "{}\n{\"epoch\":3}\n{\"epoch\":\"x\",\"split\":\"train\",\"tasks\":{}}\n[1]\n");

        Assert.That(cli.Run("status", "run").ExitCode, Is.Zero);
        Assert.That(cli.Run("train", "--resume", "run", "--set", "trainer.epochs=3", "--quiet"), Is.EqualTo(new Outcome(0, "", "")));
        Assert.That(File.ReadLines(Path.Combine("run", "metrics.jsonl")).Count(), Is.EqualTo(6));
    }

    [Test]
    public void AResumedRunSaysWhereItGoesOn()
    {
        using var cli = Trained("--set", "trainer.epochs=1");

        var outcome = cli.Run("train", "--resume", "run", "--set", "trainer.epochs=3");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
            Assert.That(outcome.Out.Split('\n')[1..4], Is.EqualTo(new[] { "run folder: run", "going on after 1 epoch", outcome.Out.Split('\n')[3] }));
            Assert.That(outcome.Out.Split('\n')[3], Does.StartWith("epoch 2/3: "));
            Assert.That(File.ReadAllText(Path.Combine("run", "resolved.json")), Does.Contain("\"epochs\": 3"));
        });
    }

    [TestCase("train", "--resume", "run", "sound.json", "CONFIG and --resume exclude each other")]
    [TestCase("train", "--resume", "run", "--run-dir=other", "--run-dir and --resume exclude each other")]
    [TestCase("train", "--resume", "run", "--set=seed=7", "error: --set seed=7: a run that goes on keeps its configuration")]
    [TestCase("train", "--resume", "nothing", "--quiet", "error: RUN: nothing is not the folder of a run")]
    public void MisuseIsNamedAndChangesNothing(params string[] words)
    {
        using var cli = Trained();
        var before = File.ReadAllBytes(Path.Combine("run", "result.json"));

        var outcome = cli.Run(words[..^1]);

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((2, outcome.Error)));
        Assert.That(outcome.Error, Does.StartWith(words[^1]));
        Assert.That(File.ReadAllBytes(Path.Combine("run", "result.json")), Is.EqualTo(before));
    }

    private static Cli Trained(params string[] settings)
    {
        var cli = new Cli();
        cli.Run(["train", "sound.json", "--run-dir", "run", "--quiet", .. settings]);
        return cli;
    }
}
