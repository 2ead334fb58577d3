using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Running;
using Serilog.Core;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps;

/// <summary>Sweeps whose trainings are made up.</summary>
public sealed class SweepDriverTests : FolderTests
{
    private const string Rate = """ "optimizer.lr": { "kind": "float", "from": 0.001, "to": 0.1, "log": true } """;

    private const string Grid = """ "optimizer.lr": { "kind": "choice", "values": [0.1, 0.01, 0.001] }, "trainer.batchSize": { "kind": "choice", "values": [16, 32] } """;

    // Six trials of four epochs and an end each.
    private const int Waits = 6 * 5;

    private readonly Recorder reporter = new();

    [Test]
    public void EveryTrialIsTrainedOnceAndTheBestIsKnown()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 12""");

        Assert.That(Run(folder, launcher), Is.EqualTo(RunStatus.Completed));
        var trials = folder.Journal.Look();
        Assert.Multiple(() =>
        {
            Assert.That(trials.Count(t => t.Status == TrialStatus.Completed), Is.EqualTo(12));
            Assert.That(launcher.Begun, Is.EqualTo(Enumerable.Range(1, 12)));
            Assert.That(trials.Select(t => t.Curve.Count), Is.All.EqualTo(4));
            Assert.That(trials.Select(t => t.Objectives[0]), Is.EqualTo(trials.Select(t => Score(t.Values["optimizer.lr"]!.GetValue<double>(), 4))).Within(1e-12));
            Assert.That(SweepViews.Of(folder).Best()[0].Objectives[0], Is.EqualTo(trials.Max(t => t.Objectives[0])));
            Assert.That(Directory.GetDirectories(folder.File("trials")), Has.Length.EqualTo(12));
        });
    }

    [Test]
    public void ASweepWhoseDriverDiesAtAnyMomentEndsAsOneThatWasNotDisturbed()
    {
        var (whole, quiet) = Begin(Rate, """, "trials": 6""", "whole");
        Run(whole, quiet);
        for (var after = 0; after < Waits; after++)
        {
            var (folder, launcher) = Begin(Rate, """, "trials": 6""", $"killed-{after}");
            launcher.DiesAfter = after;
            Assert.That(() => Run(folder, launcher), Throws.InstanceOf<DriverKilledException>());
            var again = Launcher(2);

            Assert.That(Run(SweepFolder.Open("", folder.Path), again), Is.EqualTo(RunStatus.Completed));
            Assert.That(Substance(folder), Is.EqualTo(Substance(whole)), $"killed after {after} events");
        }
    }

    [Test]
    public void APointIsNeverTrainedTwiceAndASpaceThatIsExhaustedEndsTheSweep()
    {
        var (folder, launcher) = Begin(Grid, """, "sampler": { "kind": "random" }, "trials": 100""");

        Assert.That(Run(folder, launcher), Is.EqualTo(RunStatus.Completed));
        Assert.That(folder.Journal.Trials, Has.Count.EqualTo(6));
        Assert.That(folder.Journal.Trials.Select(t => t.Runs[0]), Is.Unique);
        Assert.That(reporter.Lines, Does.Contain("All 6 points of the space are chosen."));
    }

    [Test]
    public void AKeyThatChangesNothingOfTheTrainingMakesNoPointOfItsOwn()
    {
        var (folder, launcher) = Begin(""" "optimizer.lr": { "kind": "choice", "values": [0.1, 0.01] }, "trainer.evaluationBatchSize": { "kind": "choice", "values": [100, 200, 300] } """, """, "trials": 100""");
        Run(folder, launcher);

        Assert.That(folder.Journal.Trials, Has.Count.EqualTo(2));
    }

    [Test]
    public void AFailedTrialDoesNotEndTheSweepAndIsTrainedAgainWhenAsked()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 5""", fails: trial => trial == 3 ? "it exploded" : null);
        Assert.That(Run(folder, launcher), Is.EqualTo(RunStatus.Completed));
        Assert.That(folder.Journal.Trials[2], Has.Property("Status").EqualTo(TrialStatus.Failed).And.Property("Error").EqualTo("it exploded"));

        var without = Launcher(2);
        Run(folder, without);
        Assert.That(without.Begun, Is.Empty, "failed trials stay so unless told otherwise");

        var again = Launcher(2);
        Assert.That(Run(folder, again, retries: true), Is.EqualTo(RunStatus.Completed));
        Assert.That(again.Begun, Is.EqualTo(new[] { 3 }));
        Assert.That(folder.Journal.Trials[2], Has.Property("Status").EqualTo(TrialStatus.Completed).And.Property("Attempts").EqualTo(2));
    }

    [Test]
    public void TooManyFailuresEndTheSweep()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 50, "budget": { "failures": 4 }""", fails: _ => "no");

        Assert.That(Run(folder, launcher), Is.EqualTo(RunStatus.Failed));
        Assert.That(folder.Journal.Trials.Count, Is.InRange(4, 6));
    }

    [Test]
    public void FinishedRunsOfAnotherSweepAreTakenOver()
    {
        var (first, launcher) = Begin(Grid, """, "trials": 6""", "first");
        Run(first, launcher);
        var (second, idle) = Begin(Grid, """, "trials": 6""", "second");
        Run(second, idle, reusable: FinishedRuns.In([first.Path]));

        Assert.Multiple(() =>
        {
            Assert.That(idle.Begun, Is.Empty);
            Assert.That(second.Journal.Trials.Select(t => t.Status), Is.All.EqualTo(TrialStatus.Completed));
            Assert.That(second.Journal.Trials.Select(t => t.Objectives[0]), Is.EquivalentTo(first.Journal.Trials.Select(t => t.Objectives[0])));
            Assert.That(second.Journal.Trials.Select(t => t.Reused), Is.All.StartsWith(first.Path));
        });
    }

    [Test]
    public void ARunFolderThatAPowerCutLeftHalfMadeIsMadeAnew()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 4""");
        launcher.DiesAfter = 3;
        Assert.That(() => Run(folder, launcher), Throws.InstanceOf<DriverKilledException>());
        File.WriteAllText(Path.Combine(folder.Trial(1), "seed-1", "resolved.json"), "");

        Assert.That(Run(folder, Launcher(2)), Is.EqualTo(RunStatus.Completed));
        Assert.That(folder.Journal.Trials.Count(t => t.Status == TrialStatus.Completed), Is.EqualTo(4));
    }

    [Test]
    public void EpochsThatAreToldTogetherAreJudgedOneByOne()
    {
        var rest = """, "trials": 20, "sampler": { "kind": "random" }, "pruner": { "kind": "asha", "minEpochs": 1, "reduction": 3 }""";
        var (one, slow) = Begin(Rate, rest, "one", slots: 1);
        Run(one, slow);
        var (many, fast) = Begin(Rate, rest, "many", slots: 1);
        fast.EpochsAtOnce = 2;
        Run(many, fast);

        Assert.That(one.Journal.Trials.Count(t => t.Status == TrialStatus.Pruned), Is.Positive);
        Assert.That(many.Journal.Trials.Count(t => t.Status == TrialStatus.Pruned), Is.Positive, "after epochs 1 and 3, of which nobody was told alone");
    }

    [Test]
    public void AMetricThatSomePointsLackFailsTheirTrialsAlone()
    {
        var (folder, launcher) = Begin(""" "tasks.size": { "kind": "choice", "values": [{ "kind": "classification", "target": "shape" }, { "kind": "regression" }] }, "optimizer.lr": { "kind": "choice", "values": [0.1, 0.01] } """, """, "objective": "size.rmse", "sampler": { "kind": "grid" }""");
        Assert.That(Run(folder, launcher), Is.EqualTo(RunStatus.Completed));

        Assert.That(folder.Journal.Trials.Count(t => t.Status == TrialStatus.Completed), Is.EqualTo(2));
        Assert.That(folder.Journal.Trials.Where(t => t.Status == TrialStatus.Failed).Select(t => t.Error), Is.All.EqualTo("its size rmse is not a number.").And.Exactly(2).Items);
    }

    [Test]
    public void SeveralSeedsAreAveraged()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 2, "seeds": 3""", score: (config, epoch) => config.Seed + epoch);
        Run(folder, launcher);

        Assert.That(folder.Journal.Trials.Select(t => (t.Objectives[0], t.Deviations[0])), Is.All.EqualTo((6.0, 1.0)));
        Assert.That(folder.Journal.Trials[0].Runs, Is.Unique.And.Count.EqualTo(3));
    }

    [Test]
    public void TrialsThatAreNotPromisingAreEndedEarlyAndTheBestNever()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 20, "sampler": { "kind": "random" }, "pruner": { "kind": "median", "startup": 4, "warmUp": 1 }""");
        Run(folder, launcher);
        var trials = folder.Journal.Trials;
        var pruned = trials.Where(t => t.Status == TrialStatus.Pruned).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(pruned, Is.Not.Empty);
            Assert.That(trials.Count(t => t.Status == TrialStatus.Completed) + pruned.Count, Is.EqualTo(20));
            Assert.That(pruned.Select(t => t.Curve.Count), Is.All.InRange(2, 3), "after the warm-up, and never after the last epoch");
            Assert.That(pruned.Select(t => t.Objectives), Is.All.Empty);
            Assert.That(Rates(pruned).Select(r => Score(r, 4)).Max(), Is.LessThan(trials.Where(t => t.Status == TrialStatus.Completed).Max(t => t.Objectives[0])));
        });
    }

    [Test]
    public void AnObjectiveOfWhichLessIsBetterIsPrunedTheOtherWayRound()
    {
        // What is told of every metric is the score itself, so as a loss the lowest score is the best.
        var (folder, launcher) = Begin(Rate, """, "trials": 20, "objective": "size.rmse", "sampler": { "kind": "random" }, "pruner": { "kind": "median", "startup": 4 }""");
        Run(folder, launcher);
        var trials = folder.Journal.Trials;
        var best = trials.Where(t => t.Status == TrialStatus.Completed).Min(t => t.Objectives[0]);

        Assert.That(Rates(trials.Where(t => t.Status == TrialStatus.Pruned)).Select(r => Score(r, 1)).Min(), Is.GreaterThan(best - 0.31));
        Assert.That(SweepViews.Of(folder).Best()[0].Objectives[0], Is.EqualTo(best));
    }

    [Test]
    public void SeveralObjectivesMakeAFront()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 12, "objective": ["shape.accuracy", "size.rmse"]""");
        Run(folder, launcher);
        var view = SweepViews.Of(folder);

        // Both figures are the same number here, and opposite wishes: nothing dominates anything.
        Assert.That(view.Best(), Has.Count.EqualTo(12));
        Assert.That(SweepViews.HypervolumeOf(view), Is.Positive);
        Assert.That(folder.Journal.Trials.Select(t => t.Curve), Is.All.Empty);
    }

    [Test]
    public void AStopLeavesTrialsThatGoOn()
    {
        var (folder, launcher) = Begin(Rate, """, "trials": 4""");
        using var stop = new CancellationTokenSource();
        reporter.OnEpoch = (_, epoch) => { if (epoch == 2) { stop.Cancel(); } };

        Assert.That(Run(folder, launcher, stop: stop.Token), Is.EqualTo(RunStatus.Interrupted));
        Assert.That(folder.Journal.Trials.Select(t => t.Status), Is.All.EqualTo(TrialStatus.Waiting));
        reporter.OnEpoch = (_, _) => { };
        var again = Launcher(2);
        Assert.That(Run(folder, again), Is.EqualTo(RunStatus.Completed));
        Assert.That(folder.Journal.Trials.Count(t => t.Status == TrialStatus.Completed), Is.EqualTo(4));
    }

    [Test]
    public void SeveralDriversShareASweepWithoutADuplicate()
    {
        var (folder, _) = Begin(Rate, """, "trials": 40""");
        var launchers = Enumerable.Range(0, 3).Select(_ => Launcher(2)).ToList();
        Parallel.ForEach(launchers.Index(), new ParallelOptions { MaxDegreeOfParallelism = 3 }, launcher =>
        {
            var own = SweepFolder.Open("", folder.Path);
            var driver = new SweepDriver(SweepPlan.Reopen(own), own, launcher.Item, new Recorder(), Logger.None, TimeProvider.System) { Name = $"elsewhere:{launcher.Index}" };
            Assert.That(driver.Run(CancellationToken.None), Is.EqualTo(RunStatus.Completed));
        });

        Assert.That(launchers.SelectMany(l => l.Begun).Order(), Is.EqualTo(Enumerable.Range(1, 40)));
        Assert.That(folder.Journal.Look().Count(t => t.Status == TrialStatus.Completed), Is.EqualTo(40));
        Assert.That(folder.Journal.Damaged, Is.Zero);
    }

    private static IEnumerable<double> Rates(IEnumerable<Trial> trials) => trials.Select(t => t.Values["optimizer.lr"]!.GetValue<double>());

    private static double Score(double rate, int epoch) => epoch / 10.0 - Math.Abs(Math.Log10(rate) + 2);

    private static Dictionary<int, string> Substance(SweepFolder folder) =>
        folder.Journal.Look().ToDictionary(t => t.Number, t => $"{t.Status} {t.Values.ToJsonString()} {string.Join(' ', t.Runs)} {string.Join(' ', t.Objectives)} {string.Join(' ', t.Curve)}");

    private static FakeLauncher Launcher(int slots, Func<ExperimentConfig, int, double>? score = null, Func<int, string?>? fails = null) =>
        new(slots, score ?? ((config, epoch) => Score(config.Optimizer.Lr, epoch))) { Fails = fails ?? (_ => null) };

    private (SweepFolder Folder, FakeLauncher Launcher) Begin(string space, string rest, string name = "sweep", Func<ExperimentConfig, int, double>? score = null, Func<int, string?>? fails = null, int slots = 2)
    {
        var plan = SweepPlan.Compose(SweepFiles.Write(Folder, space, rest), []);
        return (SweepFolder.Create(plan, 1, Folder[name], TimeProvider.System), Launcher(slots, score, fails));
    }

    private RunStatus Run(SweepFolder folder, FakeLauncher launcher, bool retries = false, FinishedRuns? reusable = null, CancellationToken stop = default) =>
        new SweepDriver(SweepPlan.Reopen(folder), folder, launcher, reporter, Logger.None, TimeProvider.System) { RetriesFailed = retries, Reusable = reusable ?? FinishedRuns.None }.Run(stop);

    private sealed class Recorder : ISweepReporter
    {
        public List<string> Lines { get; } = [];

        public bool WatchesEpochs => true;

        public Action<int, int> OnEpoch { get; set; } = (_, _) => { };

        public void TrialsBegan(IReadOnlyList<Trial> trials)
        {
        }

        public void EpochReached(int trial, int epoch, double value) => OnEpoch(trial, epoch);

        public void TrialEnded(Trial trial)
        {
        }

        public void Say(string line) => Lines.Add(line);
    }
}
