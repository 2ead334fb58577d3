using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Launching;
using MtlTorch.Experiments.Sweeps.Launching.Slurm;
using Serilog;
using Serilog.Core;
using TestSupport;

namespace MtlTorch.Cli.Tests.Sweeps;

/// <summary>Trials in the jobs of a real Slurm.</summary>
[Category("Slow")]
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class SlurmTests
{
    private const string Experiment = """
        {
          "name": "slurm",
          "data": { "kind": "shapes", "train": 1024, "validation": 64, "test": 64, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [32], "dropout": 0.2 } },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "optimizer": { "kind": "adam", "lr": 0.003 },
          "trainer": { "epochs": 3, "batchSize": 16 },
          "device": "cpu", "threads": 1
        }
        """;

    /// <summary>About ten minutes, of which every test takes as much as it needs.</summary>
    private const int Endless = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private SlurmCluster cluster = null!;
    private TemporaryFolder folder = null!;
    private Logger log = null!;

    /// <summary>Whatever a folder may be called, scripts name it.</summary>
    private string Sweep => folder["it's a \"sweep\" #1, 100% $HOME"];

    [OneTimeSetUp]
    public void StartCluster() => cluster = SlurmCluster.Start();

    [OneTimeTearDown]
    public void StopCluster() => cluster?.Dispose();

    [SetUp]
    public void MakeFolder()
    {
        folder = new TemporaryFolder();
        folder.Write("experiment.json", Experiment);
        log = new LoggerConfiguration().WriteTo.File(folder["log.txt"], formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger();
    }

    [TearDown]
    public void RemoveFolder()
    {
        log.Dispose();
        cluster.Clear();
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            foreach (var file in Directory.EnumerateFiles(folder.Path, "*.log", SearchOption.AllDirectories).Append(folder["log.txt"]).Where(File.Exists))
            {
                TestContext.Out.WriteLine($"{file}:\n{string.Join('\n', File.ReadLines(file).TakeLast(12))}");
            }
        }

        folder.Dispose();
    }

    [Test]
    public void TrialsAreTrainedAndOneIsEndedEarly()
    {
        TrialJob[] jobs = [Make(1), Make(2, seeds: 2), Make(3, epochs: Endless)];
        using var launcher = New(o => o with { MaxParallel = 3 });
        Assert.That(launcher.Begin(jobs).Select(w => w.Split(' ')[1]), Is.All.EqualTo("job"));

        var over = Drive(launcher, jobs, (trial, epoch) => trial != 3 || epoch < 2);

        Assert.That(over.OrderBy(o => o.Trial).Select(o => (o.Trial, o.Status, o.Error)), Is.EqualTo(new (int, RunStatus, string?)[]
        {
            (1, RunStatus.Completed, null), (2, RunStatus.Completed, null), (3, RunStatus.Interrupted, null),
        }));
        Assert.That(over.Select(o => o.Seconds), Is.All.Positive);
        Assert.That(jobs[1].Runs.Select(EpochsOf), Is.All.EqualTo(3));
        Assert.That(EpochsOf(jobs[2].Runs[0]), Is.GreaterThanOrEqualTo(2).And.LessThan(Endless));
        Assert.That(ResultOf(jobs[2])["status"]!.GetValue<string>(), Is.EqualTo("interrupted"));
    }

    [Test]
    public void ATrialGoesOnWhereItsNodeWasKilled()
    {
        var job = Make(1, epochs: 150);
        using var launcher = New();
        launcher.Begin([job]);
        DriveTo(launcher, epoch: 3);

        cluster.KillNode();
        var before = File.ReadAllLines(Metrics(job));
        cluster.StartNode();
        var over = Drive(launcher, [job]).Single();

        Assert.That((over.Status, over.Error), Is.EqualTo((RunStatus.Completed, (string?)null)));
        // The last epoch may have been told before its checkpoint was whole.
        RefuseRepetitions(job, before[..^2], epochs: 150);
        Assert.That(LogOf(1), Does.Contain("restarted 1 times"));
    }

    [Test]
    public void ATrialDoesNotEvenNoticeThatSlurmdWasKilled()
    {
        var job = Make(1, epochs: 300);
        using var launcher = New();
        launcher.Begin([job]);
        DriveTo(launcher, epoch: 3);

        cluster.KillDaemon();
        cluster.StartNode();
        var over = Drive(launcher, [job]).Single();

        Assert.That((over.Status, over.Error), Is.EqualTo((RunStatus.Completed, (string?)null)));
        RefuseRepetitions(job, [], epochs: 300);
        Assert.That(LogOf(1), Does.Not.Contain("restarted 1 times"));
    }

    [Test]
    public void ATrialGoesOnInAFurtherJobWhereItsTimeIsOver()
    {
        var job = Make(1, epochs: Endless);
        using var launcher = New(o => o with { Time = "1", SignalSeconds = 10 });
        launcher.Begin([job]);
        string[] before = [];
        var over = Drive(launcher, [job], (_, epoch) =>
        {
            // The second job has come further than the first one.
            if (before.Length == 0 && LogOf(1).Contains("put back into the queue", StringComparison.Ordinal))
            {
                before = File.ReadAllLines(Metrics(job));
            }

            return before.Length == 0 || epoch < (before.Length / 2) + 3;
        }).Single();

        Assert.That(over.Status, Is.EqualTo(RunStatus.Interrupted));
        RefuseRepetitions(job, before, EpochsOf(job.Runs[0]));
        Assert.That(LogOf(1), Does.Contain("restarted 1 times").And.Contain("the trial was ended early"));
    }

    [Test]
    public void ATrialGoesOnAfterAPreemption()
    {
        var job = Make(1, epochs: Endless);
        using var launcher = New(o => o with { Partition = "test" });
        launcher.Begin([job]);
        DriveTo(launcher, epoch: 3);
        var before = File.ReadAllLines(Metrics(job));

        cluster.Command("sbatch", "--parsable", "--partition=urgent", $"--cpus-per-task={Environment.ProcessorCount}", "--output=/dev/null", "--wrap=sleep 3");
        var over = Drive(launcher, [job], (_, epoch) => !LogOf(1).Contains("restarted 1 times", StringComparison.Ordinal) || epoch < (before.Length / 2) + 5).Single();

        Assert.That(over.Status, Is.EqualTo(RunStatus.Interrupted));
        RefuseRepetitions(job, before, EpochsOf(job.Runs[0]));
    }

    [Test]
    public void AnotherDriverAdoptsWhatADeadOneSubmitted()
    {
        TrialJob[] jobs = [Make(1, epochs: 100), Make(2)];
        using (var first = New())
        {
            first.Begin(jobs);
            DriveTo(first, epoch: 2);
        }

        using var second = New();
        var adopted = second.Adopt(jobs);
        Assert.That(adopted, Does.Contain(1));
        second.Begin([.. jobs.Where(j => !adopted.Contains(j.Trial))]);
        var over = Drive(second, jobs);

        Assert.That(over.Select(o => o.Status), Is.All.EqualTo(RunStatus.Completed));
        Assert.That(Directory.GetDirectories(Path.Combine(Sweep, "slurm")), Has.Length.EqualTo(1));
        RefuseRepetitions(jobs[0], [], epochs: 100);
    }

    [Test]
    public void WhoStopsASweepFindsCheckpointsAndNoJobs()
    {
        TrialJob[] jobs = [Make(1, epochs: Endless), Make(2, epochs: Endless)];
        using var launcher = New(o => o with { MaxParallel = 1 });
        launcher.Begin(jobs);
        DriveTo(launcher, epoch: 2);

        launcher.StopAll();

        Assert.That(launcher.Wait(TimeSpan.Zero, CancellationToken.None).OfType<TrialOver>().Select(o => (o.Trial, o.Status)), Is.EquivalentTo(new[] { (1, RunStatus.Interrupted), (2, RunStatus.Interrupted) }));
        Assert.That(cluster.Command("squeue", "--noheader", "--states=PENDING,RUNNING"), Is.Empty);
        Assert.That(Directory.Exists(Path.Combine(jobs[0].Runs[0], "checkpoints", "last")), Is.True);
    }

    [Test]
    public void AUserWhoCancelsAJobGetsItCancelled()
    {
        var job = Make(1, epochs: Endless);
        using var launcher = New();
        var where = launcher.Begin([job]).Single();
        DriveTo(launcher, epoch: 2);

        cluster.Command("scancel", where.Split(' ')[^1]);
        var over = Drive(launcher, [job]).Single();

        Assert.That(over.Status, Is.EqualTo(RunStatus.Failed));
        Assert.That(over.Error, Does.Contain("was cancelled, and not by the sweep"));
        Assert.That(ResultOf(job)["status"]!.GetValue<string>(), Is.EqualTo("interrupted"), "it had time for a checkpoint");
    }

    [Test]
    public void PrintedScriptsAreSubmittedByHandAndCollectedAfterwards()
    {
        var jobs = Enumerable.Range(1, 3).Select(n => Make(n, epochs: 1)).ToList();
        var words = SlurmScripts.Write(Place, new SlurmOptions(), jobs, largestIndex: 2);
        Assert.That(words, Does.Contain("3 trials in 2 job arrays").And.Contain("submit.sh"));

        cluster.Command("bash", Path.Combine(Sweep, "slurm", "submit.sh"));
        using var launcher = New();
        Assert.That(launcher.Adopt(jobs), Is.EquivalentTo(new[] { 1, 2, 3 }));

        Assert.That(Drive(launcher, jobs).Select(o => o.Status), Is.All.EqualTo(RunStatus.Completed));
    }

    [Test]
    public void AnUnknownPartitionIsRefusedBeforeAnythingIsMade()
    {
        var e = Assert.Throws<InvalidOptionException>(() => New(o => o with { Partition = "nowhere" }))!;

        Assert.That(e.Message, Does.Contain("sbatch says").And.Contain("partition"));
        Assert.That(Directory.Exists(Path.Combine(Sweep, "slurm")), Is.False);
    }

    private SlurmPlace Place => new(Sweep, folder.Path, Jobs.Program());

    private SlurmLauncher New(Func<SlurmOptions, SlurmOptions>? change = null) =>
        new(new SlurmCommands(), Place, (change ?? (o => o))(new SlurmOptions { PollSeconds = 1 }), log, TimeProvider.System);

    private TrialJob Make(int number, int seeds = 1, int epochs = 3)
    {
        var trial = Path.Combine(Sweep, "trials", $"{number:0000}");
        var runs = Enumerable.Range(1, seeds).Select(seed =>
        {
            var plan = ExperimentPlan.Compose(folder["experiment.json"], [$"seed={seed}", $"trainer.epochs={epochs}"]).Settled();
            return RunFolder.Create(plan.Config, Path.Combine(trial, $"seed-{seed}"), TimeProvider.System).Path;
        }).ToList();
        return new TrialJob(number, trial, runs);
    }

    /// <summary>Follows trials to their ends.</summary>
    /// <param name="launcher">Who has them trained.</param>
    /// <param name="jobs">The trials.</param>
    /// <param name="goesOn">Whether a trial goes on after an epoch.</param>
    private static List<TrialOver> Drive(SlurmLauncher launcher, IReadOnlyCollection<TrialJob> jobs, Func<int, int, bool>? goesOn = null)
    {
        var over = new List<TrialOver>();
        using var patience = new CancellationTokenSource(Patience);
        while (over.Count < jobs.Count)
        {
            foreach (var happened in launcher.Wait(TimeSpan.FromSeconds(10), patience.Token))
            {
                switch (happened)
                {
                    case TrialOver end:
                        over.Add(end);
                        break;
                    case EpochReached reached:
                        launcher.Answer(reached.Trial, goesOn?.Invoke(reached.Trial, reached.Epoch) ?? true);
                        break;
                }
            }

            Assert.That(patience.IsCancellationRequested, Is.False, $"only {over.Count} of {jobs.Count} trials have ended");
        }

        return over;
    }

    /// <summary>Waits until the first trial has trained some epochs.</summary>
    private static void DriveTo(SlurmLauncher launcher, int epoch)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!launcher.Wait(TimeSpan.FromSeconds(10), patience.Token).Any(e => e is EpochReached { Trial: 1 } reached && reached.Epoch >= epoch))
        {
            Assert.That(patience.IsCancellationRequested, Is.False, $"no epoch {epoch}");
        }
    }

    /// <summary>What was trained once stands there unchanged, seconds included, and every epoch is there once.</summary>
    private static void RefuseRepetitions(TrialJob job, string[] before, int epochs)
    {
        var lines = File.ReadAllLines(Metrics(job));
        Assert.That(lines.Where(l => l.Contains("\"split\":\"train\"", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l)!["epoch"]!.GetValue<int>()), Is.EqualTo(Enumerable.Range(1, epochs)));
        Assert.That(lines[..before.Length], Is.EqualTo(before));
    }

    private string LogOf(int batch)
    {
        var file = Path.Combine(Sweep, "slurm", $"{batch:000}", "1.log");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    private static string Metrics(TrialJob job) => Path.Combine(job.Runs[0], "metrics.jsonl");

    private static int EpochsOf(string run) => MetricsFile.Epochs(Path.Combine(run, "metrics.jsonl")).Count;

    private static JsonNode ResultOf(TrialJob job) => JsonNode.Parse(File.ReadAllText(Path.Combine(job.Runs[0], "result.json")))!;
}
