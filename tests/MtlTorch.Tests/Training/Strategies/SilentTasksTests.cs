using MtlTorch.Clustering;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Tests.Clustering;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Strategies;

/// <summary>Strategies with tasks that say nothing for a while, and then place parameters themselves.</summary>
public sealed class SilentTasksTests : FolderTests
{
    [Test]
    public void AFirstLossIsTheFirstThatIsNotZero()
    {
        using var scope = torch.NewDisposeScope();
        using var losses = new RelativeLosses();
        Note(losses, 0, 1);
        Assert.That(losses.Chosen(begins: true), Is.EqualTo(1), "the first task has nothing to learn yet");

        Note(losses, 2, 0.5f);
        Assert.That(losses.Chosen(begins: true), Is.Zero);

        Note(losses, 1, 0.9f);
        Assert.That(losses.Chosen(begins: true), Is.EqualTo(1), "half of its first loss, and nine tenths of the other's");
    }

    [Test]
    public void CentroidsThatATaskPlacesArePlacedInTheAverageToo()
    {
        // Steps so small that only what the task places moves anything.
        using var run = new ClusteredTraining(
            new DecOptions { Clusters = 3, StartEpoch = 3 },
            new() { Epochs = 4, BatchSize = 10 },
            new SgdOptions { Lr = 1e-9 },
            strategy: new EmaOptions { Decay = 0.999 });
        run.Recorder.Folder = Folder.Path;
        run.Finished();

        using var content = SafetensorsFile.Read(Folder["last", Checkpoint.StrategyFile]);
        var averaged = run.Model.parameters().SelectMany(TensorAssert.Doubles);
        Assert.That(averaged, Is.EqualTo(TensorAssert.Doubles(content.Tensors["trained"])).Within(1e-5));
        Assert.That(run.Head.Memory.HasLooked, Is.True);
    }

    [Test]
    public void PatienceWaitsUntilThereIsAScore()
    {
        using var run = new ClusteredTraining(new DecOptions { Clusters = 3, StartEpoch = 5 }, new() { Epochs = 6, BatchSize = 10, Patience = 2 });
        run.Finished();

        Assert.That(run.Recorder.Records, Has.Count.EqualTo(6));
        Assert.That(run.Trainer.Progress.BestEpoch, Is.GreaterThanOrEqualTo(5));
    }

    private static void Note(RelativeLosses losses, params float[] values)
    {
        using var latest = torch.tensor(values);
        losses.Note(latest);
    }
}
