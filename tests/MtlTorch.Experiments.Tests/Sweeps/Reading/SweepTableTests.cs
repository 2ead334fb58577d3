using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Experiments.Tests.Sweeps.Reading;

public sealed class SweepTableTests
{
    [Test]
    public void TheBestTrialsStandFirst()
    {
        var sweep = SyntheticSweep.After(40);

        var ranked = new SweepTable(sweep, Later).Ranked();

        var completed = ranked.TakeWhile(t => t.Status == TrialStatus.Completed).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(completed.Select(t => t.Objectives[0]), Is.Ordered.Descending);
            Assert.That(completed, Has.Count.EqualTo(32));
            Assert.That(ranked.Skip(32).Select(t => t.Status).Distinct(), Is.EqualTo(new[] { TrialStatus.Pruned, TrialStatus.Failed }));
            Assert.That(ranked.Select(t => t.Number), Is.Unique.And.Exactly(40).Items);
        });
    }

    [Test]
    public void ALineHasValuesAndDeviationsAndLeavesOutWhatIsNotSet()
    {
        var sweep = SyntheticSweep.After(4, seeds: 3);
        var table = new SweepTable(sweep, Later).Trials();

        var row = table.Rows.Single(r => r[0] == "2");

        var trial = sweep.Trials[1];
        Assert.That(table.Headers, Is.EqualTo(new[]
        {
            "trial", "status", "shape accuracy", "optimizer.kind", "optimizer.lr", "optimizer.momentum", "model.trunk.layers", "model.trunk.dropout", "model.trunk.hidden", "epochs", "seconds",
        }));
        Assert.That(row.Skip(1).Take(2), Is.EqualTo(new[] { "completed", FormattableString.Invariant($"{trial.Objectives[0]:0.0000} \u00b1 {trial.Deviations[0]:0.0000}") }));
        Assert.That(row[5] == "", Is.EqualTo(!trial.Values.ContainsKey("optimizer.momentum")));
        Assert.That(row[8], Is.EqualTo(trial.Values["model.trunk.hidden"]!.ToJsonString()));
        Assert.That(row.TakeLast(2), Is.EqualTo(new[] { "20", "22.0" }));
    }

    [TestCase(0.97654321, "0.9765")]
    [TestCase(0.0, "0.0000")]
    [TestCase(0.00098765, "9.877e-4")]
    [TestCase(-12345.678, "-12345.68")]
    [TestCase(double.NaN, "-")]
    public void FiguresAreShort(double value, string text) => Assert.That(SweepTable.Figure(value), Is.EqualTo(text));

    [Test]
    public void TheSummaryCountsAndNamesTheBest()
    {
        var sweep = SyntheticSweep.After(40);
        var summary = new SweepTable(sweep, Later).Summary;

        Assert.Multiple(() =>
        {
            Assert.That(summary[0], Is.EqualTo("synthetic: shape accuracy (higher is better), sampler tpe, pruner median"));
            Assert.That(summary[1], Is.EqualTo("40 of 40 trials ended: 32 completed, 6 pruned, 2 failed; 5 min 12 s, 13 min 56 s of training"));
            Assert.That(summary[2], Does.StartWith($"best: trial {sweep.Best()[0].Number}, shape accuracy 0.").And.Contain("optimizer.kind="));
        });
    }

    [Test]
    public void TheRestIsEstimatedFromWhatEnded()
    {
        // Four run at 10 s of an average of 20.5 s, 60 are to come: 4 x 10.5 + 60 x 20.5 over 4.
        var sweep = SyntheticSweep.After(4 + 4, planned: 68, goesOn: true);
        var trials = sweep.Trials.Select(t => t.Status == TrialStatus.Running ? t with { Started = Later.AddSeconds(-10) } : t with { Status = TrialStatus.Completed, Seconds = 20.5 }).ToList();
        var figures = new SweepFigures(sweep with { Trials = trials }, Later);

        Assert.That(figures.Remaining, Is.EqualTo(TimeSpan.FromSeconds((4 * 10.5 + 60 * 20.5) / 4)));
        Assert.That(figures.ToCome, Is.EqualTo(60));
        Assert.That(new SweepTable(sweep with { Trials = trials }, Later).Summary[1], Does.EndWith("; about 5 min 18 s to go"));
    }

    [Test]
    public void NothingIsEstimatedWhereNothingRuns()
    {
        Assert.That(new SweepFigures(SyntheticSweep.After(8, planned: 20), Later).Remaining, Is.Null);
        Assert.That(new SweepFigures(SyntheticSweep.After(4, planned: 20, goesOn: true), Later).Remaining, Is.Null, "nothing has ended");
    }

    [Test]
    public void FailuresAreToldByCause()
    {
        Assert.That(new SweepTable(SyntheticSweep.After(100), Later).Failures, Is.EqualTo(new[]
        {
            "3 failed (trial 13, 53, 93): the loss of shape is not finite in epoch 2",
            "1 failed (trial 33): worker 33 ended with signal 9",
            "1 failed (trial 73): worker 73 ended with signal 9",
        }));
    }

    [Test]
    public void ASweepThatHasNotBegunCanBeRead()
    {
        var table = new SweepTable(SyntheticSweep.After(0, planned: 10), Later);

        Assert.That(table.Summary, Is.EqualTo(new[] { "synthetic: shape accuracy (higher is better), sampler tpe, pruner median", "0 of 10 trials ended: 0 completed" }));
        Assert.That(table.Trials().Rows, Is.Empty);
        Assert.That(table.Importance.Single().Remark, Does.Contain("at least 10 completed trials"));
    }

    [Test]
    public void WithSeveralObjectivesTheFrontStandsFirst()
    {
        var sweep = SyntheticSweep.After(40, objectives: 2);
        var table = new SweepTable(sweep, Later);
        var front = sweep.Best().Select(t => t.Number).ToList();

        Assert.That(table.Summary[^1], Is.EqualTo($"Pareto front: trials {string.Join(", ", front)}"));
        Assert.That(table.Ranked().Take(front.Count).Select(t => t.Number), Is.EqualTo(front));
    }

    [Test]
    public void AttemptsOfATrialAreRemembered()
    {
        var trial = SyntheticSweep.After(1).Trials[0] with { History = [], Status = TrialStatus.Waiting };

        var after = new JournalEvent[]
        {
            new TrialStarted { Time = Later, Trial = 1, By = "a", Attempt = 1 },
            new TrialStarted { Time = Later.AddSeconds(5), Trial = 1, By = "b", Attempt = 2 },
            new TrialEnded { Time = Later.AddSeconds(9), Trial = 1, By = "b", Status = TrialStatus.Completed, Values = [1], Where = "worker 2" },
        }.Aggregate(trial, (t, e) => t.After(e));

        Assert.That(after.History, Is.EqualTo(new[]
        {
            new TrialAttempt(1, "a", Later, null, TrialStatus.Running),
            new TrialAttempt(2, "worker 2", Later.AddSeconds(5), Later.AddSeconds(9), TrialStatus.Completed),
        }), "the first was cut off");
    }

    private static readonly DateTimeOffset Later = SyntheticSweep.Begun.AddHours(1);
}
