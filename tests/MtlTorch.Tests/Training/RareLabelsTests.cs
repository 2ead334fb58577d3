using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Training;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training;

/// <summary>
/// Trainings in which 5 of 500 rows have a label of the one task, so that most batches of 32 have none. The other task needs features that must be learnt, products
/// of inputs: where the silent task keeps the shared part at rest, its error stays twice as large.
/// </summary>
public sealed class RareLabelsTests : FolderTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 30, BatchSize = 32 };

    private static readonly BalancingOptions[] Methods =
    [
        new MgdaOptions(), new CaGradOptions(), new NashMtlOptions(), new FairGradOptions(), new FamoOptions(), new UncertaintyOptions(), new DbMtlOptions(), new PcGradOptions(),
        new GeometricMeanOptions(), new LogStchOptions(), new ExcessMtlOptions(), new GradNormOptions(), new ImtlOptions(), new MoCoOptions(), new DwaOptions(),
    ];

    [TestCaseSource(nameof(Methods))]
    public void TheOtherTaskLearnsAsWithEqualWeights(BalancingOptions balancing)
    {
        using var equal = Build(new EqualOptions()).Finished();
        using var run = Build(balancing).Finished();

        Assert.That(Error(run), Is.LessThan(1.1 * Error(equal)));
    }

    [TestCaseSource(nameof(Methods))]
    public void AStoppedTrainingEndsAsOneThatWasNot(BalancingOptions balancing)
    {
        using var whole = Build(balancing, epochs: 2).Finished();
        using var stopped = Build(balancing, epochs: 2).StoppedAt(13, Folder.Path);

        using var resumed = Build(balancing, epochs: 2);
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
        Assert.That(resumed.Recorder.Records[^1].TrainLosses, Is.EqualTo(whole.Recorder.Records[^1].TrainLosses));
    }

    [TestCase(typeof(JointOptions))]
    [TestCase(typeof(AlternatingOptions))]
    [TestCase(typeof(PeriodicAveragingOptions))]
    [TestCase(typeof(ReptileOptions))]
    public void ATrainingLossIsTheMeanOverTheStepsWithLabels(Type strategy)
    {
        using var run = Build(new EqualOptions(), epochs: 1, (StrategyOptions)Activator.CreateInstance(strategy)!);
        var losses = new List<double>();
        run.Recorder.OnStep = (_, read) => losses.Add(read()[0]);
        run.Finished();

        Assert.That(losses.Count(loss => loss != 0), Is.InRange(1, losses.Count - 1));
        Assert.That(run.Recorder.Records[0].TrainLosses["kind"], Is.EqualTo(losses.Where(loss => loss != 0).Average()).Within(1e-12));
    }

    [Test]
    public void WeightsAndFiguresOfGradientsSayWhoWasSilent()
    {
        using var run = Build(new MgdaOptions(), epochs: 1, every: 1).Finished();

        var silent = run.Recorder.Measured.Where(m => double.IsNaN(m.Gradients.Norms[0])).ToList();
        Assert.That(silent, Has.Count.InRange(11, 15), "five labels are in one to five of sixteen batches");
        Assert.That(silent.Select(m => (m.Weights!["kind"], m.Weights["amount"])), Is.All.EqualTo((0.0, 1.0)));
        Assert.That(silent.Select(m => m.Gradients.ConflictingPairs), Is.All.Zero);
    }

    private static double Error(TrainingRun run) => run.Recorder.Records[^1].Validation!.Tasks["amount"]["rmse"];

    private static TrainingRun Build(BalancingOptions balancing, int epochs = 30, StrategyOptions? strategy = null, int? every = null) => new(change: s => s with
    {
        Train = WithFewKinds(Products(500, 1)),
        Validation = Products(200, 2),
        Options = Options with { Epochs = epochs, DiagnosticsEvery = every, BatchSize = strategy is ReptileOptions ? 16 : 32 },
        Balancing = balancing,
        Strategy = strategy ?? new JointOptions(),
    });

    private static Split Products(int rows, int salt)
    {
        using var scope = torch.NewDisposeScope();
        var split = Some.Split(rows, salt);
        var x = split.Inputs;
        var products = torch.stack([100 + (8 * x.select(1, 0) * x.select(1, 1)), (2 * x.select(1, 2) * x.select(1, 3)) - 7], 1);
        return new Split(x, new Dictionary<string, torch.Tensor>(split.Targets) { ["amount"] = products.DetachFromDisposeScope() });
    }

    private static Split WithFewKinds(Split split) =>
        new(split.Inputs, new Dictionary<string, torch.Tensor>(split.Targets) { ["kind"] = Labels.Keep(split.Targets["kind"], [3, 120, 251, 252, 499]) });
}
