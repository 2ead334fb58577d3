namespace MtlTorch.Cli.Tests.Sweeps;

/// <summary>mtl trial, which the jobs of a cluster start.</summary>
public sealed class TrialTests
{
    [Test]
    public void RunsAreTrainedOneAfterTheOtherAndCompleteOnesLeftOut()
    {
        using var cli = new Cli();
        var runs = Prepare(cli, seeds: 2);
        Assert.That(cli.Run("trial", runs[0]).ExitCode, Is.Zero);
        var first = File.ReadAllText(Path.Combine(runs[0], "metrics.jsonl"));

        Assert.That(cli.Run(["trial", .. runs]).ExitCode, Is.Zero);
        Assert.That(runs.Select(Epochs), Is.All.EqualTo(2));
        Assert.That(File.ReadAllText(Path.Combine(runs[0], "metrics.jsonl")), Is.EqualTo(first));
    }

    [Test]
    public void ATrialThatWasEndedEarlyIsNotTrained()
    {
        using var cli = new Cli();
        var runs = Prepare(cli, seeds: 1);
        cli.Folder.Write("trial/ended", "");

        Assert.That(cli.Run("trial", runs[0]).ExitCode, Is.Zero);
        Assert.That(File.Exists(Path.Combine(runs[0], "metrics.jsonl")), Is.False);
    }

    [Test]
    public void ARunThatFailsEndsTheTrial()
    {
        using var cli = new Cli();
        var runs = Prepare(cli, seeds: 2);
        cli.Folder.Write("trial/seed-1/checkpoints", "a file where a folder must be");

        var outcome = cli.Run(["trial", .. runs]);

        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Text);
        Assert.That(outcome.Error, Does.StartWith("error: "));
        Assert.That(File.Exists(Path.Combine(runs[1], "metrics.jsonl")), Is.False);
    }

    [Test]
    public void WhatAnEarlierAttemptSaidIsForgotten()
    {
        using var cli = new Cli();
        var runs = Prepare(cli, seeds: 1);
        cli.Folder.Write("trial/seed-1/result.json", "{ damaged");

        Assert.That(cli.Run("trial", runs[0]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(runs[0], "result.json")), Does.Contain("\"completed\""));
    }

    [Test]
    public void AFolderThatIsNoRunIsRefused()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("trial", "nowhere"), Is.EqualTo(new Outcome(2, "", "error: RUN: nowhere is not the folder of a run: it has no resolved.json.\n")));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public void ManySignalsAreOneRequestAndTheTrialGoesOnFromItsCheckpoint()
    {
        using var cli = new Cli();
        var runs = Prepare(cli, seeds: 2, "trainer.epochs=3000");
        using (var process = ChildRun.Start(cli.Folder.Path, ["trial", .. runs]))
        {
            var words = process.StandardOutput.ReadToEndAsync();
            Assert.That(() => File.Exists(Path.Combine(runs[0], "metrics.jsonl")), Is.True.After(30_000, 20));
            foreach (var _ in Enumerable.Range(0, 3))
            {
                using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]);
                kill.WaitForExit();
            }

            Assert.That(process.WaitForExit(TimeSpan.FromSeconds(60)), Is.True);
            Assert.That(process.ExitCode, Is.EqualTo(130));
        }

        Assert.That(File.ReadAllText(Path.Combine(runs[0], "result.json")), Does.Contain("\"interrupted\""));
        Assert.That(Directory.Exists(Path.Combine(runs[0], "checkpoints", "last")), Is.True);
        Assert.That(File.Exists(Path.Combine(runs[1], "metrics.jsonl")), Is.False);
    }

    /// <summary>Run folders that have their configuration, as a sweep makes them.</summary>
    private static string[] Prepare(Cli cli, int seeds, params string[] overrides) => [.. Enumerable.Range(1, seeds).Select(seed =>
    {
        var plan = Experiments.Running.ExperimentPlan.Compose("sound.json", [$"seed={seed}", "device=cpu", "threads=1", .. overrides]).Settled();
        return Experiments.Running.RunFolder.Create(plan.Config, cli.Folder["trial", $"seed-{seed}"], TimeProvider.System).Path;
    })];

    private static int Epochs(string run) => Experiments.Running.MetricsFile.Epochs(Path.Combine(run, "metrics.jsonl")).Count;
}
