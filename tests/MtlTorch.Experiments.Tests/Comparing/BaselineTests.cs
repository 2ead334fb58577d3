using MtlTorch.Experiments.Comparing;

namespace MtlTorch.Experiments.Tests.Comparing;

/// <summary>Which single-task runs a row is compared with.</summary>
public sealed class BaselineTests
{
    [Test]
    public void NamedBaselinesReplaceThoseAmongTheRuns()
    {
        var comparison = Finished.Study.Compare(null, Finished.Shape(1, 0.42), Finished.Size(1, 1.8));

        Assert.That(comparison.Row("sound").DeltaM!.Values, Is.EqualTo(new[] { 50.0 }).Within(1e-9));
    }

    [Test]
    public void BaselinesWithTheSameOptimizerGoFirst()
    {
        List<FinishedRun> runs =
        [
            Finished.Shape(1, 0.1, "optimizer.lr=0.5"), Finished.Size(1, 9, "optimizer.lr=0.5"), Finished.Shape(1, 0.4), Finished.Size(1, 2),
            Finished.Both(1, 0.6, 1), Finished.Both(1, 0.2, 9, "optimizer.lr=0.5"),
        ];
        var comparison = runs.Compare();

        Assert.Multiple(() =>
        {
            Assert.That(comparison.Rows.Select(r => r.Label), Is.EqualTo(new[] { "single task, 0.5", "single task, 0.01", "0.01", "0.5" }));
            Assert.That(comparison.Row("0.01").DeltaM!.Mean, Is.EqualTo(50).Within(1e-9));
            Assert.That(comparison.Row("0.5").DeltaM!.Mean, Is.EqualTo(50).Within(1e-9));
            Assert.That(comparison.Notes, Is.Empty);
        });
    }

    [Test]
    public void ABaselineThatDiffersMoreThanItMustIsNoted()
    {
        List<FinishedRun> runs = [Finished.Both(1, 0.6, 1), Finished.Shape(1, 0.4, "trainer.epochs=7"), Finished.Size(1, 2, "trainer.epochs=7")];

        Assert.That(runs.Compare().Notes, Is.EqualTo(new[] { "the single-task runs are not quite like sound: trainer.epochs is 7, not 2." }));
    }

    [Test]
    public void WithAnotherTrunkItIsNoBaseline()
    {
        List<FinishedRun> runs = [Finished.Both(1, 0.6, 1), Finished.Shape(1, 0.4, "model.trunk.hidden=[8]"), Finished.Size(1, 2, "model.trunk.hidden=[8]")];

        Assert.That(runs.Compare().Reference, Is.Null);
    }

    [Test]
    public void WithAnotherTrunkItIsOneIfItIsNamed()
    {
        var comparison = ((List<FinishedRun>)[Finished.Both(1, 0.6, 1)]).Compare(null, Finished.Shape(1, 0.4, "model.trunk.hidden=[8]"), Finished.Size(1, 2, "model.trunk.hidden=[8]"));

        Assert.That(comparison.Row("sound").DeltaM!.Mean, Is.EqualTo(50).Within(1e-9));
        Assert.That(comparison.Notes, Is.EqualTo(new[] { "the single-task runs are not quite like sound: model.trunk.hidden is [8], not [16]." }));
    }

    [Test]
    public void WeightsOfTheTasksAreNoDifference()
    {
        List<FinishedRun> runs = [Finished.Both(1, 0.6, 1, "tasks.size.weight=0.3"), Finished.Shape(1, 0.4), Finished.Size(1, 2)];

        Assert.That(runs.Compare().Notes, Is.Empty);
    }

    [Test]
    public void ABaselineOfSeveralTasksIsRefused()
    {
        var error = Assert.Throws<InvalidOptionException>(() => Finished.Study.Compare(null, Finished.Both(1, 1, 1)));

        Assert.That(error!.Message, Does.StartWith("--baseline: both-s1 is no single-task run of the compared tasks: it has shape, size."));
    }
}
