using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Regularizers;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Replicas;

/// <summary>Whole trainings by several replicas: they learn what the model alone learns, but for rounding, and twice the same to the last bit.</summary>
public sealed class ReplicaTrainingTests : FolderTests
{
    private static readonly BalancingOptions[] Methods =
    [
        new EqualOptions(), new UncertaintyOptions(), new DwaOptions(), new FamoOptions(), new GradNormOptions(),
        new PcGradOptions(), new CaGradOptions(), new MgdaOptions { Gradients = GradientSource.Representation }, new UpGradOptions { Gradients = GradientSource.Representation },
        new ImtlOptions(), new GradDropOptions(), new MoCoOptions(), new MoDoOptions(),
    ];

    private static readonly StrategyOptions[] Strategies =
        [new AlternatingOptions(), new EmaOptions { Decay = 0.9 }, new PeriodicAveragingOptions { Every = 5 }, new ReptileOptions { InnerSteps = 2 }];

    private static readonly RegularizerOptions[] Regularizers =
        [new L2PenaltyOptions { Lambda = 0.01 }, new GroupLassoOptions { Lambda = 0.01 }, new SamOptions(), new MixUpOptions()];

    [TestCaseSource(nameof(Methods))]
    public void AMethodMovesTheParametersAsWithoutReplicas(BalancingOptions method) => AssertLearnsTheSame(s => s with { Balancing = method });

    [TestCaseSource(nameof(Strategies))]
    public void SoDoesAStrategy(StrategyOptions strategy) => AssertLearnsTheSame(s => s with { Strategy = strategy });

    [TestCaseSource(nameof(Regularizers))]
    public void SoDoesARegularizer(RegularizerOptions regularizer) => AssertLearnsTheSame(s => s with { Regularizers = [regularizer] });

    [TestCaseSource(nameof(Methods))]
    public void RowsWithoutLabelsCountForNothing(BalancingOptions method)
    {
        // Of some batches a replica has no label at all, of others more than its neighbor.
        using var rows = PartlyLabeled();
        AssertLearnsTheSame(s => s with { Balancing = method, Train = rows });
    }

    [Test]
    public void TheGradientsAreMeasuredAsWithoutReplicas()
    {
        TrainingSetup Measured(TrainingSetup s) => Changed(s with { Options = s.Options with { DiagnosticsEvery = 2 } });
        using var alone = new TrainingRun(change: Measured).Finished();
        using var many = new TrainingRun(change: Measured, replicas: 3).Finished();

        Assert.That(many.Recorder.Measured, Has.Count.EqualTo(alone.Recorder.Measured.Count).And.Count.Positive);
        foreach (var (one, other) in alone.Recorder.Measured.Zip(many.Recorder.Measured))
        {
            Assert.That(other.Gradients.Norms, Is.EqualTo(one.Gradients.Norms).Within(1e-4).Percent);
        }
    }

    [TestCaseSource(nameof(Methods))]
    public void TheSameNumberOfReplicasGivesTheSameBits(BalancingOptions method)
    {
        TrainingRun Train() => new(dropout: 0.2, change: s => Changed(s) with { Balancing = method }, replicas: 3);
        using var one = Train().Finished();
        using var two = Train().Finished();

        Assert.That(two.Weights, Is.EqualTo(one.Weights));
        Assert.That(two.Records, Is.EqualTo(one.Records));
    }

    [Test]
    public void EachReplicaDropsFeaturesOfItsOwn()
    {
        using var two = new TrainingRun(dropout: 0.5, replicas: 2).Finished();

        Assert.That(two.Randomness.Streams.Keys, Is.EquivalentTo(new[] { "dropout", "dropout, replica 1" }));
        Assert.That(
            TensorAssert.Bytes(two.Randomness.Streams["dropout"].get_state()), Is.Not.EqualTo(TensorAssert.Bytes(two.Randomness.Streams["dropout, replica 1"].get_state())));
    }

    [Test]
    public void AStoppedTrainingEndsAsOneThatWasNot()
    {
        TrainingRun Build() => new(dropout: 0.3, replicas: 3);
        using var whole = Build().Finished();
        using var stopped = Build().StoppedAt(8, Folder.Path);

        using var resumed = Build();
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
    }

    [Test]
    public void ABatchSmallerThanTheTeamIsComputedByFewer()
    {
        // 45 rows: the last batch has one.
        TrainingSetup Small(TrainingSetup s) => Changed(s with { Options = s.Options with { BatchSize = 4 } });
        using var alone = new TrainingRun(change: Small).Finished();
        using var many = new TrainingRun(change: Small, replicas: 3).Finished();

        Assert.That(many.Trainer.Progress.Step, Is.EqualTo(alone.Trainer.Progress.Step));
        AssertClose(alone, many);
    }

    [Test]
    public void StepsLeaveNoTensorsBehind()
    {
        using var rows = Some.Split(210);
        using var run = new TrainingRun(new() { Epochs = 1, BatchSize = 3 }, dropout: 0.2, change: s => s with { Train = rows, Balancing = new PcGradOptions() }, replicas: 3);
        var alive = new List<long>();
        run.Recorder.OnStep = (_, _) => alive.Add(LiveTensors.Count);

        run.Finished();

        Assert.That(alive[65], Is.EqualTo(alive[5]));
    }

    [Test]
    public void TheNumberOfThreadsIsAsBefore()
    {
        var before = torch.get_num_threads();
        using var run = new TrainingRun(replicas: 2).Finished();

        Assert.That(torch.get_num_threads(), Is.EqualTo(before));
    }

    private static void AssertLearnsTheSame(Func<TrainingSetup, TrainingSetup> change)
    {
        using var alone = new TrainingRun(change: s => change(Changed(s))).Finished();
        using var many = new TrainingRun(change: s => change(Changed(s)), replicas: 3).Finished();

        AssertClose(alone, many);
    }

    /// <summary>Plain gradient descent: Adam would make large steps of rounding errors where a gradient is all but zero.</summary>
    private static TrainingSetup Changed(TrainingSetup setup) => setup with { Optimizer = new SgdOptions { Lr = 0.02 } };

    private static void AssertClose(TrainingRun one, TrainingRun other)
    {
        foreach (var (mine, theirs) in one.Model.parameters().Zip(other.Model.parameters()))
        {
            TensorAssert.Close(theirs, mine, 1e-4);
        }

        Assert.That(other.Records.SelectMany(r => r), Is.EqualTo(one.Records.SelectMany(r => r)).Within(0.1).Percent);
    }

    private static Split PartlyLabeled()
    {
        using var whole = Some.Split(45);
        long[] labeled = [.. Enumerable.Range(0, 45).Where(row => row % 5 == 0 || row > 30).Select(row => (long)row)];
        return new Split(whole.Inputs.clone(), new Dictionary<string, torch.Tensor>
        {
            ["kind"] = Labels.Keep(whole.Targets["kind"], labeled),
            ["amount"] = whole.Targets["amount"].clone(),
        });
    }
}
