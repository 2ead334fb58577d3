using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Strategies;

/// <summary>The strategies in which every task moves weights of its own: periodic averaging and Reptile.</summary>
public sealed class ApartTests : FolderTests
{
    [Test]
    public void CopiesPartAndMeet()
    {
        using var run = Build(new PeriodicAveragingOptions { Every = 4 }, new AdamOptions { Lr = 0.01 }, checkpointEvery: 1);
        run.Recorder.Folder = Folder.Path;
        var equal = new List<bool>();
        run.Recorder.OnSave = () =>
        {
            using var content = SafetensorsFile.Read(Folder["last", Checkpoint.StrategyFile]);
            var copies = content.Tensors["copies"];
            equal.Add(TensorAssert.Bytes(copies[0]).SequenceEqual(TensorAssert.Bytes(copies[1])));
            using var model = Some.Model();
            Checkpoint.LoadModel(Folder["last"], model);
            using var mean = copies.mean([0]);
            Assert.That(model.Groups.First().Module.parameters().SelectMany(TensorAssert.Doubles), Is.EqualTo(TensorAssert.Doubles(mean)).Within(1e-6));
        };

        run.Finished();

        // The checkpoints after steps 1, 2, ..., 12; the counting goes on over epochs.
        Assert.That(equal, Is.EqualTo(new[] { false, false, false, true, false, false, false, true, false, false, false, true }));
    }

    [Test]
    public void EachCopyKeepsItsOwnMomentsUntilTheyAreAveraged()
    {
        using var run = Build(new PeriodicAveragingOptions { Every = 3 }, new AdamOptions { Lr = 0.01 }, checkpointEvery: 1);
        run.Recorder.Folder = Folder.Path;
        var equal = new List<bool>();
        run.Recorder.OnSave = () =>
        {
            // Parts 0 and 2 are the shared parameters for the first and the second task, 1 and 3 their heads.
            using var content = SafetensorsFile.Read(Folder["last", Checkpoint.OptimizerFile]);
            equal.Add(TensorAssert.Bytes(content.Tensors["0.exp_avg_sq"]).SequenceEqual(TensorAssert.Bytes(content.Tensors["2.exp_avg_sq"])));
        };

        run.Finished();

        Assert.That(equal.Take(6), Is.EqualTo(new[] { false, false, true, false, false, true }));
    }

    [Test]
    public void ReptileTakesAsManyBatchesAsInnerSteps()
    {
        using var run = Build(new ReptileOptions { InnerSteps = 3, InnerRate = 0.05 }, new SgdOptions { Lr = 0.5 }).Finished();

        // Six batches an epoch, two epochs.
        Assert.That((run.Trainer.Progress.Step, run.Trainer.RowsSeen), Is.EqualTo((4, 2 * 45)));
    }

    [Test]
    public void TooFewBatchesForTheInnerStepsAreRefused() => Assert.That(
        () => Build(new ReptileOptions { InnerSteps = 7 }, new SgdOptions()),
        Throws.TypeOf<InvalidOptionException>().With.Message.Contains("7 batches per step, and an epoch has only 6"));

    private static readonly StrategyOptions[] Learning =
    [
        new AlternatingOptions(),
        new AlternatingOptions { Order = TurnOrder.LargestLoss, StepsPerTask = 3 },
        new EmaOptions { Decay = 0.9 },
        new PeriodicAveragingOptions { Every = 5 },
        new ReptileOptions { InnerSteps = 2, InnerRate = 0.05 },
    ];

    [TestCaseSource(nameof(Learning))]
    public void ItLearnsAndRepeatsAndLeavesNoTensors(StrategyOptions strategy)
    {
        OptimizerOptions optimizer = strategy is ReptileOptions ? new SgdOptions { Lr = 0.5 } : new AdamOptions { Lr = 0.01 };
        using var one = Build(strategy, optimizer, epochs: 12);
        var alive = new List<long>();
        one.Recorder.OnEpochDone = _ => alive.Add(LiveTensors.Count);
        one.Finished();
        torch.manual_seed(5);
        using var two = Build(strategy, optimizer, epochs: 12).Finished();

        Assert.That(two.Weights, Is.EqualTo(one.Weights));
        Assert.That(two.Records, Is.EqualTo(one.Records));
        Assert.That(alive[^1], Is.EqualTo(alive[1]));
        var (first, last) = (one.Recorder.Records[0].Validation!, one.Recorder.Records[^1].Validation!);
        Assert.That(last["kind", "loss"], Is.LessThan(first["kind", "loss"]));
        Assert.That(last["amount", "loss"], Is.LessThan(first["amount", "loss"]));
    }

    private static TrainingRun Build(StrategyOptions strategy, OptimizerOptions optimizer, int? checkpointEvery = null, int epochs = 2) => new(
        new() { Epochs = epochs, BatchSize = 8, CheckpointEvery = checkpointEvery }, dropout: 0.1, optimizer: optimizer, change: setup => setup with { Strategy = strategy });
}
