using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Regularizers;
using MtlTorch.Training;
using MtlTorch.Training.Scaling;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Scaling;

/// <summary>Whole trainings with scaled losses. In 32 bits a power of two changes no digit of a gradient, so that they are those without, to the last bit.</summary>
public sealed class ScaledTrainingTests : FolderTests
{
    private static readonly LossScalingOptions Growing = new() { Initial = 1 << 10, GrowAfter = 4 };

    private static readonly BalancingOptions[] Methods =
    [
        new EqualOptions(), new UncertaintyOptions(), new DwaOptions(), new FamoOptions(), new GradNormOptions(),
        new PcGradOptions(), new CaGradOptions(), new MgdaOptions { Gradients = GradientSource.Representation }, new UpGradOptions { Gradients = GradientSource.Representation },
        new ImtlOptions(), new GradDropOptions(), new MoCoOptions(), new MoDoOptions(),
    ];

    private static readonly StrategyOptions[] Strategies =
        [new AlternatingOptions(), new EmaOptions { Decay = 0.9 }, new PeriodicAveragingOptions { Every = 5 }, new ReptileOptions { InnerSteps = 2 }];

    private static readonly RegularizerOptions[] Regularizers =
        [new L2PenaltyOptions { Lambda = 0.01 }, new ActivationSparsityOptions(), new SamOptions(), new MixUpOptions()];

    [TestCaseSource(nameof(Methods))]
    public void AMethodTrainsAsWithout(BalancingOptions method) => AssertTrainsTheSame(s => s with { Balancing = method });

    [TestCaseSource(nameof(Strategies))]
    public void SoDoesAStrategy(StrategyOptions strategy) => AssertTrainsTheSame(s => s with { Strategy = strategy });

    [TestCaseSource(nameof(Regularizers))]
    public void SoDoesARegularizer(RegularizerOptions regularizer) => AssertTrainsTheSame(s => s with { Regularizers = [regularizer] });

    [TestCaseSource(nameof(Regularizers))]
    public void SoDoesARegularizerWhereGradientsAreBalanced(RegularizerOptions regularizer) =>
        AssertTrainsTheSame(s => s with { Regularizers = [regularizer], Balancing = new CaGradOptions() });

    [TestCase(1), TestCase(3)]
    public void GradientsAreMeasuredAsTheyAre(int replicas) => AssertTrainsTheSame(s => s with { Options = s.Options with { DiagnosticsEvery = 2 } }, replicas);

    [TestCaseSource(nameof(Methods))]
    public void ReplicasTrainAsWithout(BalancingOptions method) => AssertTrainsTheSame(s => s with { Balancing = method }, replicas: 3);

    [Test]
    public void AStoppedTrainingEndsAsOneThatWasNot()
    {
        // The first steps are left out; then the scale grows and is halved by turns, before and after the stop.
        TrainingRun Build() => new(dropout: 0.3, change: s => s with
        {
            LossScaling = new() { Initial = Math.Pow(2, 120), Most = Math.Pow(2, 127), GrowAfter = 2 },
            Balancing = new FamoOptions(),
            Regularizers = [new PenaltyOptions(f => f.sum() * 1e3)],
        });
        using var whole = Build().Finished();
        using var stopped = Build().StoppedAt(11, Folder.Path);

        using var resumed = Build();
        resumed.Trainer.Resume(Folder["last"]);
        Assert.That(resumed.Trainer.LossScale, Is.EqualTo(stopped.Trainer.LossScale));
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
        Assert.That(resumed.Trainer.LossScale, Is.EqualTo(whole.Trainer.LossScale));
        Assert.That(stopped.Trainer.LossScale!.Skipped, Is.Positive);
        Assert.That(whole.Trainer.LossScale!.Skipped, Is.GreaterThan(stopped.Trainer.LossScale.Skipped));
        Assert.That(resumed.Recorder.Records[^1].SkippedSteps, Is.EqualTo(whole.Trainer.LossScale.Skipped));
    }

    [Test]
    public void AGradientThatIsNeverFiniteStopsTheTraining()
    {
        // The root has no derivative at 0: the penalty is 0, its gradient not a number.
        using var run = new TrainingRun(new() { Epochs = 30, BatchSize = 8 }, change: s => s with { Regularizers = [new PenaltyOptions(f => (f * 0).sqrt().sum())], LossScaling = new() });

        var error = Assert.Throws<DivergedException>(() => run.Trainer.Run(CancellationToken.None))!;

        Assert.That(error.Message, Does.StartWith("The gradient is not finite in epoch 6, step 1, with losses that are scaled by 3.05"));
    }

    [Test]
    public void WithoutScalingNothingIsRecorded()
    {
        using var run = new TrainingRun();
        run.Recorder.Folder = Folder.Path;
        run.Finished();

        Assert.That(File.ReadAllText(Path.Combine(Folder["last"], "state.json")), Does.Not.Contain("lossScale"));
        Assert.That(run.Trainer.LossScale, Is.Null);
        Assert.That(run.Recorder.Saved[^1].LossScale, Is.Null);
        Assert.That(run.Recorder.Records[^1].SkippedSteps, Is.Null);
    }

    [Test]
    public void StepsLeaveNoTensorsBehind()
    {
        using var rows = Some.Split(210);
        using var run = new TrainingRun(new() { Epochs = 1, BatchSize = 3 }, change: s => s with { Train = rows, Balancing = new MoCoOptions(), LossScaling = Growing }, replicas: 2);
        var alive = new List<long>();
        run.Recorder.OnStep = (_, _) => alive.Add(LiveTensors.Count);

        run.Finished();

        Assert.That(alive[65], Is.EqualTo(alive[5]));
    }

    private static void AssertTrainsTheSame(Func<TrainingSetup, TrainingSetup> change, int replicas = 1)
    {
        using var plain = new TrainingRun(dropout: 0.2, change: change, replicas: replicas).Finished();
        using var scaled = new TrainingRun(dropout: 0.2, change: s => change(s) with { LossScaling = Growing }, replicas: replicas).Finished();

        Assert.That(scaled.Trainer.LossScale, Is.Not.EqualTo(new LossScale(Growing.Initial)));
        Assert.That(scaled.Trainer.LossScale!.Skipped, Is.Zero);
        Assert.That(scaled.Weights, Is.EqualTo(plain.Weights));
        Assert.That(scaled.Records, Is.EqualTo(plain.Records));
        Assert.That(scaled.Recorder.Measured.Select(m => m.Gradients.Norms), Is.EqualTo(plain.Recorder.Measured.Select(m => m.Gradients.Norms)));
    }

    private sealed record PenaltyOptions(Func<torch.Tensor, torch.Tensor> Formula) : RegularizerOptions
    {
        public override IRegularizer Build(RegularizerContext context) => new Penalty(Formula);
    }

    private sealed class Penalty(Func<torch.Tensor, torch.Tensor> formula) : IFeaturePenalty
    {
        public string Name => "penalty";

        public torch.Tensor Of(IReadOnlyDictionary<string, torch.Tensor> features) => formula(features.Values.First());
    }
}
