using MtlTorch.Data;
using MtlTorch.Training;

namespace MtlTorch.Tests.Training;

/// <summary>Trainings whose batches are filled up with labeled rows. Neither task learns the target that most rows lack.</summary>
public sealed class LabeledBatchTrainingTests : FolderTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 3, BatchSize = 8, LabeledPerBatch = 5 };

    [Test]
    public void TheAddedRowsAreSeenToo()
    {
        using var run = Build(Options).Finished();

        Assert.That(run.Trainer.Progress.Step, Is.EqualTo(3 * 6), "the number of batches stays the same");
        Assert.That(run.Trainer.RowsSeen, Is.EqualTo(3 * (45 + (6 * 5))));
    }

    [Test]
    public void TheyChangeWhatIsLearnt()
    {
        using var with = Build(Options).Finished();
        using var without = Build(Options with { LabeledPerBatch = null }).Finished();
        using var plain = new TrainingRun(Options with { LabeledPerBatch = null }).Finished();

        Assert.That(with.Weights, Is.Not.EqualTo(plain.Weights));
        Assert.That(without.Weights, Is.EqualTo(plain.Weights));
    }

    [TestCase(1)]
    [TestCase(8)]
    [TestCase(12)]
    public void AStoppedTrainingEndsAsOneThatWasNot(int steps)
    {
        using var whole = Build(Options).Finished();
        using var stop = new CancellationTokenSource();
        using var stopped = Build(Options);
        stopped.Recorder.Folder = Folder.Path;
        stopped.Recorder.OnStep = (_, _) =>
        {
            if (stopped.Trainer.Progress.Step == steps)
            {
                stop.Cancel();
            }
        };
        Assert.That(stopped.Trainer.Run(stop.Token), Is.False);

        using var resumed = Build(Options);
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
    }

    [Test]
    public void WithoutATargetThatLacksLabelsThereIsNothingToAdd() => Assert.That(
        () => new TrainingRun(Options),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
            "labeledPerBatch: there are no labeled rows to add: no target has labels in some training rows and lacks them in others. Take labels away with data.labeled, or leave labeledPerBatch out."));

    private static TrainingRun Build(TrainerOptions options) => new(options, change: setup => setup with { Train = WithFewMarks(setup.Train) });

    /// <summary>The rows with another target, a mark that seven of them have.</summary>
    private static Split WithFewMarks(Split split)
    {
        using var scope = torch.NewDisposeScope();
        var marks = Labels.Keep(torch.zeros([split.Rows], torch.int64), [.. Enumerable.Range(0, 7).Select(i => 6L * i)]);
        return new Split(split.Inputs, new Dictionary<string, torch.Tensor>(split.Targets) { ["mark"] = marks.DetachFromDisposeScope() });
    }
}
