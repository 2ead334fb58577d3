using MtlTorch.Clustering;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Tests.Clustering;

/// <summary>Targets that tasks make are in checkpoints: a training that was stopped goes on to the same bits, between two makings too.</summary>
public sealed class ClusteringResumeTests : FolderTests
{
    private static readonly ClusteringTaskOptions[] Kinds =
    [
        new DecOptions { Clusters = 5, Every = 2, StartEpoch = 2, Tolerance = 0, CompareWith = "group" },
        new DecOptions { Clusters = 3, Tolerance = 1 },
        new DeepClusterOptions { Clustering = new KMeansOptions { Clusters = 5 }, Every = 2, CompareWith = "group", WhitenedDimensions = 2 },
        new DeepClusterOptions { Clustering = new MiniBatchKMeansOptions { Clusters = 4 }, WhitenedDimensions = 0 },
    ];

    [Test]
    public void AStoppedTrainingEndsAsOneThatWasNot([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        using var whole = Build(options).Finished();

        // Of five epochs of six steps: at the beginning, within an epoch, at its end, between two makings, in the last one.
        foreach (var at in new[] { 0, 1, 6, 9, 12, 15, 20, 29 })
        {
            using var stopped = StoppedAt(at, options);
            using var resumed = Build(options);
            resumed.Trainer.Resume(Folder["last"]);
            Assert.That(resumed.Trainer.Progress.Step, Is.EqualTo(at));
            resumed.Finished();

            Assert.That(resumed.Weights, Is.EqualTo(whole.Weights), $"stopped after {at} steps");
            Assert.That(resumed.Made[^1], Is.EqualTo(whole.Made[^1]).And.Not.Empty);
            Assert.That(stopped.Records.Concat(resumed.Records), Is.EqualTo(whole.Records));
        }
    }

    /// <summary>A stop right after the look: it must not be taken again, for DEC would find that no row changed.</summary>
    [Test]
    public void ALookThatWasTakenIsNotTakenAgain([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        using var whole = Build(options).Finished();
        using var stop = new CancellationTokenSource();
        using var stopped = Build(options);
        stopped.Recorder.Folder = Folder.Path;
        stopped.Recorder.OnEpochStarted = epoch =>
        {
            if (epoch == 4)
            {
                stop.Cancel();
            }
        };
        Assert.That(stopped.Trainer.Run(stop.Token), Is.False);
        Assert.That((stopped.Trainer.Progress.Epoch, stopped.Trainer.Progress.Batch, stopped.Trainer.Progress.Surveyed), Is.EqualTo((4, 0L, 2)));

        using var resumed = Build(options);
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
    }

    [Test]
    public void ACheckpointHoldsTheTargetsUnderTheTasksName()
    {
        using var stopped = StoppedAt(3, Kinds[1]);

        using var content = SafetensorsFile.Read(Folder["last", Checkpoint.TargetsFile]);
        Assert.That(content.Tensors.Keys, Is.EqualTo(new[] { "groups" }));
        Assert.That(content.Tensors["groups"].shape, Is.EqualTo(new long[] { 60, 3 }));
        Assert.That(CheckpointState.Verified(Folder["last"]).Sha256.Keys, Does.Contain(Checkpoint.TargetsFile));
    }

    [Test]
    public void WhereNoTaskMakesTargetsThereIsNoFile()
    {
        using var stopped = StoppedAt(3, null);

        Assert.That(File.Exists(Folder["last", Checkpoint.TargetsFile]), Is.False);
    }

    [Test]
    public void DamagedTargetsAreRefusedBeforeAnythingIsTakenOver()
    {
        using var stopped = StoppedAt(9, Kinds[1]);
        using var other = Build(Kinds[1]);
        var before = other.Weights;
        using (var file = File.OpenWrite(Folder["last", Checkpoint.TargetsFile]))
        {
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte(0xA5);
        }

        Assert.That(
            () => other.Trainer.Resume(Folder["last"]),
            Throws.TypeOf<MalformedFileException>().With.Message.Contains("targets.safetensors, byte 0: the file is damaged: its SHA-256 is "));
        Assert.That(other.Weights, Is.EqualTo(before));
    }

    [Test]
    public void TargetsOfOtherRowsOrTasksDoNotFit()
    {
        using var scope = torch.NewDisposeScope();
        using var made = new MadeTargets(["groups"], 60, torch.CPU);

        Assert.That(made.Misfit(Saved("groups", 60)), Is.Null);
        Assert.That(made.Misfit(Saved("groups", 59)), Is.EqualTo("the targets of 'groups' are [59, 2], and there are 60 training rows."));
        Assert.That(made.Misfit(Saved("flocks", 60)), Is.EqualTo("the model has no task 'flocks'."));
        Assert.That(() => made.Set("groups", torch.zeros(59)), Throws.InvalidOperationException.With.Message.EqualTo("Task 'groups' made targets [59] for 60 rows."));

        static Dictionary<string, torch.Tensor> Saved(string task, long rows) => new() { [task] = torch.zeros(rows, 2) };
    }

    private static ClusteredTraining Build(ClusteringTaskOptions? options) => new(options, new TrainerOptions { Epochs = 5, BatchSize = 10, EvaluationBatchSize = 17, Select = "inputs.rmse" });

    private ClusteredTraining StoppedAt(long steps, ClusteringTaskOptions? options)
    {
        using var stop = new CancellationTokenSource();
        var run = Build(options);
        run.Recorder.Folder = Folder.Path;
        run.Recorder.OnStep = (_, _) => StopIfDue();
        StopIfDue();
        Assert.That(run.Trainer.Run(stop.Token), Is.False);
        Assert.That(run.Trainer.Progress.Step, Is.EqualTo(steps));
        return run;

        void StopIfDue()
        {
            if (run.Trainer.Progress.Step == steps)
            {
                stop.Cancel();
            }
        }
    }
}
