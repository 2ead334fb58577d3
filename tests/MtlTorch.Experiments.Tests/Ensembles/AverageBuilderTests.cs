using MtlTorch.Data;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Experiments.Tests.Ensembles;

public sealed class AverageBuilderTests
{
    [Test]
    public void AnAverageIsAnOrdinaryRun()
    {
        using var some = SomeMembers.Seeds();
        var (record, result) = some.Average("average", AverageKind.Uniform);
        some.DeleteRuns();
        var folder = RunFolder.Open(some["average"]);
        var plan = ExperimentPlan.Compose(folder.Resolved).Settled();

        Assert.That(RunEvaluator.Evaluate(plan, folder, SplitName.Test).Scores.Tasks, Is.EqualTo(result.Test!.Tasks));
        Assert.That(record.Weights, Is.EqualTo(new[] { 1 / 3.0, 1 / 3.0, 1 / 3.0 }).Within(1e-15));
        Assert.That(() => folder.Whole(), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("made by `mtl ensemble`"));
    }

    [Test]
    public void AGreedySoupIsNoWorseThanItsBestMember()
    {
        using var some = SomeMembers.Seeds();
        var (record, _) = some.Average("average", AverageKind.Greedy);

        Assert.That(record.Score, Is.GreaterThanOrEqualTo(record.MemberScores!.Max()));
        Assert.That(record.Collapsed, Is.False);
    }

    [Test]
    public void SnapshotsAreKeptAtTheEndsOfEpochs()
    {
        using var run = Run.Of(Experiment.Sound, "trainer.epochs=5", "trainer.snapshotEvery=2");
        using var last = SafetensorsFile.Read(Path.Combine(run.Folder.SnapshotOf(4), "model.safetensors"));
        using var again = Run.Of(Experiment.Sound, "trainer.epochs=4");
        using var expected = SafetensorsFile.Read(Path.Combine(again.Folder.LastCheckpoint, "model.safetensors"));

        Assert.That(Directory.EnumerateDirectories(run.Folder.Snapshots).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "epoch-0002", "epoch-0004" }));
        foreach (var (name, tensor) in expected.Tensors)
        {
            TestSupport.TensorAssert.Same(last.Tensors[name], tensor, name);
        }
    }

    [Test]
    public void ARunThatWasStoppedLeavesTheSameSnapshots()
    {
        string[] settings = ["trainer.epochs=4", "trainer.snapshotEvery=1", "schedule.kind=cosine-restarts", "schedule.period=2"];
        using var whole = Run.Of(Experiment.Sound, settings);
        using var stop = new CancellationTokenSource();
        using var stopped = Run.Of(
            Experiment.Sound,
            (epoch, batch) =>
            {
                if (epoch == 3 && batch == 2)
                {
                    stop.Cancel();
                }
            },
            stop.Token,
            settings);
        Assert.That(Directory.Exists(stopped.Folder.SnapshotOf(3)), Is.False);
        stopped.Resume();

        for (var epoch = 1; epoch <= 4; epoch++)
        {
            byte[] Bytes(Run run) => File.ReadAllBytes(Path.Combine(run.Folder.SnapshotOf(epoch), "model.safetensors"));
            Assert.That(Bytes(stopped), Is.EqualTo(Bytes(whole)), $"epoch {epoch}");
        }
    }

    [Test]
    public void ASnapshotIsAMember()
    {
        using var run = Run.Of(Experiment.Sound, "trainer.epochs=4", "trainer.snapshotEvery=2");
        var (members, _) = Member.Find([run.Folder.Path], snapshots: true);
        var plan = EnsembleBuilder.PlanOf(members[0], null);
        using var folder = new TestSupport.TemporaryFolder();
        var (record, _) = new AverageBuilder(plan, members).Build(MadeFolder.Choose(plan.Config, folder["swa"], "average", TimeProvider.System), AverageKind.Ema, 0.5);

        Assert.That(members.Select(m => m.Epochs), Is.EqualTo(new[] { 2, 4 }));
        Assert.That(record.Weights, Is.EqualTo(new[] { 0.5, 0.5 }));
    }

    [Test]
    public void OtherArchitecturesAreRefused()
    {
        using var some = new SomeMembers().With().With("model.trunk.hidden=[8]");

        Assert.That(() => some.Average("average", AverageKind.Uniform), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("cannot be averaged").And.Message.Contains("leave --average out"));
    }
}
