using System.Globalization;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Launching;
using MtlTorch.Experiments.Sweeps.Launching.Slurm;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching.Slurm;

public sealed class SlurmLauncherTests : FolderTests
{
    private FakeSlurm slurm = null!;
    private SomeTrials trials = null!;
    private Clock clock = null!;
    private Lines lines = null!;

    [SetUp]
    public void MakeCluster() => (slurm, trials, clock, lines) = (new FakeSlurm(), new SomeTrials(Folder), new Clock(), new Lines());

    [Test]
    public void TrialsAreOneArrayAndEndWithTheResultsOfTheirRuns()
    {
        var jobs = trials.Make(1..4);
        using var launcher = New(maxParallel: 2);
        Assert.That(launcher.Begin(jobs), Is.EqualTo(new[] { "slurm job 17_1", "slurm job 17_2", "slurm job 17_3" }));

        Say(1, "RUNNING");
        trials.Epoch(jobs[0], 1);
        trials.Epoch(jobs[0], 2);
        Assert.That(Look(launcher), Is.EqualTo(new LauncherEvent[] { new EpochReached(1, 1), new EpochReached(1, 2) }));

        trials.Epoch(jobs[0], 3);
        trials.Result(jobs[0], "completed");
        trials.Result(jobs[1], "failed", "the data is gone");
        Say(1, "COMPLETED");
        Say(2, "FAILED");
        Assert.That(Look(launcher), Is.EqualTo(new LauncherEvent[]
        {
            new EpochReached(1, 3), new TrialOver(1, RunStatus.Completed, null, 7.5), new TrialOver(2, RunStatus.Failed, "the data is gone", 0),
        }));
        Assert.That(slurm.Commands, Is.EqualTo(new[] { "try", "submit 3: 1-3%2" }));
    }

    [Test]
    public void ATrialOfTheArrayOfAnotherOneIsFoundByItsLine()
    {
        var job = trials.Make(12, seeds: 2);
        using var launcher = New();
        launcher.Begin([job]);

        var batch = Folder["sweep", "slurm", "001"];
        Assert.That(File.ReadAllText(Path.Combine(batch, "tasks.txt")), Is.EqualTo($"12\t{job.Folder}\t{job.Runs[0]}\t{job.Runs[1]}\n"));
        Assert.That(File.ReadAllText(Path.Combine(batch, "job")), Is.EqualTo("17\n"));
    }

    [Test]
    public void MoreTrialsThanAnArrayHoldsBecomeSeveralThatShareTheirRoom()
    {
        slurm.Largest = 4;
        var jobs = trials.Make(1..11);
        using var launcher = New(maxParallel: 3);
        Assert.That((launcher.Wanted(0, isAdaptive: false), launcher.Wanted(2, isAdaptive: false), launcher.Wanted(3, isAdaptive: false)), Is.EqualTo((4, 4, 0)));
        Assert.That((launcher.Wanted(0, isAdaptive: true), launcher.Wanted(2, isAdaptive: true)), Is.EqualTo((3, 1)));
        launcher.Begin(jobs);
        Assert.That(slurm.Commands, Is.EqualTo(new[] { "try", "submit 4: 1-4%3", "submit 4: 1-4%1", "submit 2: 1-2%1" }));

        foreach (var job in jobs.Take(3))
        {
            trials.Result(job, "completed");
            Say(job.Trial, "COMPLETED");
        }

        Look(launcher);
        Assert.That(slurm.Commands[^1], Is.EqualTo("throttle 18: 2"));
    }

    [Test]
    public void ATrialThatIsToEndIsAskedToAndIsInterruptedThen()
    {
        var jobs = trials.Make(1..4);
        using var launcher = New();
        launcher.Begin(jobs);
        Say(1, "RUNNING");
        Look(launcher);

        launcher.Answer(1, goesOn: false);
        launcher.Answer(2, goesOn: false);
        launcher.Answer(3, goesOn: true);
        Look(launcher);
        Assert.That(slurm.Commands[2..], Is.EqualTo(new[] { "cancel waiting 17_2", "ask 17_1 17_2" }));
        Assert.That(jobs.Select(j => TrialRuns.IsEnded(j.Folder)), Is.EqualTo(new[] { true, true, false }));

        trials.Result(jobs[0], "interrupted");
        Say(1, "COMPLETED");
        Assert.That(Look(launcher), Is.EqualTo(new[] { new TrialOver(1, RunStatus.Interrupted, null, 0) }));
    }

    [Test]
    public void ATrialThatDoesNotEndIsCancelled()
    {
        var job = trials.Make(1);
        using var launcher = New();
        launcher.Begin([job]);
        Say(1, "RUNNING");
        Look(launcher);
        launcher.Answer(1, goesOn: false);
        Look(launcher);
        clock.Now += TimeSpan.FromSeconds(241);
        Look(launcher);
        Assert.That(slurm.Commands[^1], Is.EqualTo("cancel 17_1"));
        Assert.That(lines.Text, Does.Contain("did not end when they were asked to"));
    }

    [TestCase("NODE_FAIL")]
    [TestCase("BOOT_FAIL")]
    [TestCase("PREEMPTED")]
    [TestCase(null)]
    public void ATrialWhoseJobIsLostIsSubmittedAgainAFewTimes(string? state)
    {
        var job = trials.Make(1);
        using var launcher = New();
        launcher.Begin([job]);
        for (var i = 0; i < 3; i++)
        {
            Lose(state);
            Assert.That(Look(launcher), Is.Empty);
            Assert.That(slurm.Commands[^1], Is.EqualTo("submit 1: 1-1%1"));
        }

        Lose(state);
        var over = (TrialOver)Look(launcher).Single();
        Assert.That(over.Status, Is.EqualTo(RunStatus.Failed));
        Assert.That(over.Error, Does.Contain("4 times without a step in between").And.Contain("slurm/004/1.log"));
        Assert.That(slurm.Commands, Has.Count.EqualTo(5));
        Assert.That(lines.Text, Does.Contain("trial 1 is submitted again"));
    }

    [Test]
    public void ATrialThatGetsOnIsSubmittedAgainAsOftenAsItTakes()
    {
        var job = trials.Make(1);
        using var launcher = New();
        launcher.Begin([job]);
        for (var i = 1; i <= 9; i++)
        {
            trials.Checkpoint(job, i);
            Lose("NODE_FAIL");
            Assert.That(Look(launcher), Is.Empty);
        }
    }

    [TestCase("TIMEOUT", "more time")]
    [TestCase("OUT_OF_MEMORY", "more memory")]
    public void ALimitBeforeTheFirstCheckpointIsAFailure(string state, string advice)
    {
        var job = trials.Make(1);
        using var launcher = New();
        launcher.Begin([job]);
        Say(1, state);

        Assert.That(((TrialOver)Look(launcher).Single()).Error, Does.Contain(state).And.Contain(advice).And.Contain("1.log"));
    }

    [Test]
    public void ALimitBehindACheckpointIsNone()
    {
        var job = trials.Make(1);
        using var launcher = New();
        launcher.Begin([job]);
        trials.Checkpoint(job, 5);
        Say(1, "TIMEOUT");

        Assert.That(Look(launcher), Is.Empty);
        Assert.That(slurm.Commands[^1], Is.EqualTo("submit 1: 1-1%1"));
    }

    [Test]
    public void AJobThatSomebodyElseCancelsIsAFailure()
    {
        using var launcher = New();
        launcher.Begin([trials.Make(1)]);
        Say(1, "CANCELLED by 1000");

        Assert.That(((TrialOver)Look(launcher).Single()).Error, Does.Contain("was cancelled, and not by the sweep"));
    }

    [Test]
    public void AJobThatFailsWithoutAResultIsToldWithTheErrorOfItsLogOnceFilesHadTime()
    {
        using var launcher = New();
        launcher.Begin([trials.Make(1)]);
        Say(1, "FAILED");
        Folder.Write("sweep/slurm/001/1.log", "trial 1\nerror: LibTorch cannot be loaded.\nDetails: log.txt\n");
        Assert.That(Look(launcher), Is.Empty);

        clock.Now += TimeSpan.FromSeconds(61);
        Assert.That(((TrialOver)Look(launcher).Single()).Error, Does.Contain("error: LibTorch cannot be loaded.").And.Contain("Log: "));
    }

    [Test]
    public void FilesThatArriveLateStillCount()
    {
        var job = trials.Make(1);
        using var launcher = New();
        launcher.Begin([job]);
        Say(1, "COMPLETED");
        Assert.That(Look(launcher), Is.Empty);
        clock.Now += TimeSpan.FromSeconds(30);
        trials.Result(job, "completed");

        Assert.That(((TrialOver)Look(launcher).Single()).Status, Is.EqualTo(RunStatus.Completed));
    }

    [Test]
    public void WhatTheQueueForgotTheAccountingKnows()
    {
        var job = trials.Make(1);
        slurm.Accounting = new() { [new TaskId(17, 1)] = "OUT_OF_MEMORY" };
        using var launcher = New();
        launcher.Begin([job]);
        slurm.Tasks.Clear();

        Assert.That(((TrialOver)Look(launcher).Single()).Error, Does.Contain("OUT_OF_MEMORY"));
    }

    [Test]
    public void ATrialThatIsCompleteNeedsNoJob()
    {
        var jobs = trials.Make(1..3);
        trials.Result(jobs[0], "completed");
        trials.Result(jobs[1], "failed", "an old story");
        using var launcher = New();
        launcher.Begin(jobs);

        Assert.That(slurm.Commands[^1], Is.EqualTo("submit 1: 1-1%1"));
        Assert.That(Look(launcher), Is.EqualTo(new[] { new TrialOver(1, RunStatus.Completed, null, 0) }));
        Assert.That(File.Exists(Path.Combine(jobs[1].Runs[0], "result.json")), Is.False);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ASubmissionThatGetsNoAnswerIsMadeOnce(bool reached)
    {
        using var launcher = New();
        (slurm.Trouble, slurm.SubmitsNevertheless) = (new SlurmBusyException("sbatch says: Socket timed out."), reached);
        Assert.That(launcher.Begin([trials.Make(1)]), Is.EqualTo(new[] { "slurm, not submitted yet" }));
        Look(launcher);

        Assert.That(slurm.Commands.Count(c => c.StartsWith("submit", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(lines.Text, Does.Contain("1 trials wait to be submitted. sbatch says: Socket timed out."));
        Assert.That(File.ReadAllText(Folder["sweep", "slurm", "001", "job"]), Is.EqualTo("17\n"));
    }

    [Test]
    public void ARefusedSubmissionIsAFailureOfItsTrials()
    {
        using var launcher = New();
        slurm.Trouble = new InvalidOptionException("--launcher slurm", "sbatch says: Invalid account.");
        launcher.Begin(trials.Make(1..3));

        Assert.That(Look(launcher).Cast<TrialOver>().Select(o => (o.Trial, o.Status, o.Error)), Is.EqualTo(new[]
        {
            (1, RunStatus.Failed, "sbatch says: Invalid account."), (2, RunStatus.Failed, "sbatch says: Invalid account."),
        }));
    }

    [Test]
    public void WhereTheClusterRefusesSuchJobsNothingIsMade()
    {
        slurm.Trouble = new InvalidOptionException("--launcher slurm", "sbatch says: Invalid partition.");

        Assert.Throws<InvalidOptionException>(() => New());
        Assert.That(Directory.Exists(Folder["sweep"]), Is.False);
    }

    [Test]
    public void AClusterThatDoesNotAnswerIsAskedAgainAndSaidOnce()
    {
        var job = trials.Make(1);
        using var launcher = New();
        launcher.Begin([job]);
        slurm.Trouble = new SlurmBusyException("squeue says: Unable to contact slurm controller.");
        Assert.That(Look(launcher), Is.Empty);
        slurm.Trouble = new SlurmBusyException("squeue says: Unable to contact slurm controller.");
        Assert.That(Look(launcher), Is.Empty);
        trials.Result(job, "completed");
        Say(1, "COMPLETED");

        Assert.That(Look(launcher), Has.Count.EqualTo(1));
        Assert.That(lines.Text.Split('\n').Count(l => l.Contains("does not answer", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(lines.Text, Does.Contain("the cluster answers again"));
    }

    [Test]
    public void TheQueueIsNotLookedAtMoreOftenThanWasAskedFor()
    {
        using var launcher = New();
        launcher.Begin([trials.Make(1)]);
        Look(launcher);
        for (var i = 0; i < 5; i++)
        {
            launcher.Wait(TimeSpan.Zero, CancellationToken.None);
        }

        Assert.That(slurm.Looks, Is.EqualTo(1));
    }

    [Test]
    public void AnotherLauncherAdoptsJobsThatGoOn()
    {
        var jobs = trials.Make(1..5);
        using (var first = New())
        {
            first.Begin(jobs);
        }

        Say(1, "RUNNING");
        Say(2, "COMPLETED");
        slurm.Tasks.Remove(new TaskId(17, 3));
        trials.Epoch(jobs[0], 1);
        using var second = New();
        Assert.That(second.Adopt([jobs[0], jobs[1], jobs[2]]), Is.EqualTo(new[] { 1 }));
        Assert.That(Look(second), Is.EqualTo(new[] { new EpochReached(1, 1) }));
        trials.Result(jobs[0], "completed");
        Say(1, "COMPLETED");
        Assert.That(Look(second).Single(), Is.EqualTo(new TrialOver(1, RunStatus.Completed, null, 2.5)));
        Assert.That(slurm.Commands.Count(c => c.StartsWith("submit", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void AJobWhoseNumberWasNotWrittenDownIsAdoptedByItsComment()
    {
        var job = trials.Make(1);
        using (var first = New())
        {
            first.Begin([job]);
        }

        File.Delete(Folder["sweep", "slurm", "001", "job"]);
        using var second = New();
        Assert.That(second.Adopt([job]), Is.EqualTo(new[] { 1 }));
        Assert.That(File.ReadAllText(Folder["sweep", "slurm", "001", "job"]), Is.EqualTo("17\n"));
    }

    [Test]
    public void WhoIsToStopLeavesNoJobBehind()
    {
        var jobs = trials.Make(1..3);
        using var launcher = New();
        launcher.Begin(jobs);
        Say(1, "RUNNING");
        Look(launcher);
        trials.Result(jobs[0], "interrupted");
        slurm.Tasks[new TaskId(17, 1)] = ("FAILED", "NonZeroExitCode");
        launcher.StopAll();

        Assert.That(launcher.Wait(TimeSpan.Zero, CancellationToken.None).Cast<TrialOver>().Select(o => (o.Trial, o.Status)), Is.EqualTo(new[] { (1, RunStatus.Interrupted), (2, RunStatus.Interrupted) }));
        Assert.That(slurm.Commands[2..], Is.EqualTo(new[] { "cancel waiting 17_2", "ask 17_1 17_2" }));
        Assert.That(File.Exists(Folder["sweep", "slurm", "001", "stopped"]), Is.True);
    }

    [Test]
    public void AJobThatIsHeldSaysWhy()
    {
        using var launcher = New();
        launcher.Begin([trials.Make(1)]);
        Say(1, "PENDING", "QOSMaxGRESPerUser");
        Look(launcher);
        Look(launcher);

        Assert.That(lines.Text.Split('\n').Count(l => l.Contains("17_1, trial 1, waits: QOSMaxGRESPerUser", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private SlurmLauncher New(int maxParallel = 32) =>
        new(slurm, new SlurmPlace(trials.Sweep, Folder.Path, ["mtl"]), new SlurmOptions { MaxParallel = maxParallel, PollSeconds = 30 }, lines.Logger, clock);

    private void Say(int task, string state, string reason = "")
    {
        foreach (var id in slurm.Tasks.Keys.Where(id => id.Task == task).ToList())
        {
            slurm.Tasks[id] = (state, reason);
        }
    }

    private void Lose(string? state)
    {
        if (state is null)
        {
            slurm.Tasks.Clear();
        }
        else
        {
            Say(1, state);
        }
    }

    /// <summary>The look that is due next.</summary>
    private IReadOnlyList<LauncherEvent> Look(SlurmLauncher launcher)
    {
        clock.Now += TimeSpan.FromSeconds(30);
        return launcher.Wait(TimeSpan.Zero, CancellationToken.None);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 20, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Lines : ILogEventSink
    {
        private readonly List<string> said = [];

        public Lines() => Logger = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();

        public ILogger Logger { get; }

        public string Text => string.Join('\n', said);

        /// <summary>As in the log of a sweep: texts without quotes.</summary>
        public void Emit(LogEvent logEvent)
        {
            using var line = new StringWriter();
            new MessageTemplateTextFormatter("{Message:lj}", CultureInfo.InvariantCulture).Format(logEvent, line);
            said.Add(line.ToString());
        }
    }
}
