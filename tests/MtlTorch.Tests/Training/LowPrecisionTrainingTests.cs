using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Modules;
using MtlTorch.Training.Scaling;

namespace MtlTorch.Tests.Training;

/// <summary>Whole trainings of a model that computes in bf16.</summary>
public sealed class LowPrecisionTrainingTests : FolderTests
{
    private const double Similar = 5;

    private static readonly BalancingOptions[] Methods =
        [new EqualOptions(), new UncertaintyOptions(), new CaGradOptions(), new MgdaOptions { Gradients = GradientSource.Representation }, new MoDoOptions()];

    [TestCaseSource(nameof(Methods))]
    public void ItLearnsWhatFp32Learns(BalancingOptions method)
    {
        using var full = Train(method, Precision.Fp32);
        using var low = Train(method, Precision.Bf16);

        Assert.That(low.Recorder.Records[^1].TrainLosses.Values, Is.EqualTo(full.Recorder.Records[^1].TrainLosses.Values).Within(Similar).Percent);
        Assert.That(low.Recorder.Records[^1].Score, Is.EqualTo(full.Recorder.Records[^1].Score).Within(Similar).Percent);
        Assert.That(low.Weights, Is.Not.EqualTo(full.Weights));
    }

    [TestCaseSource(nameof(Methods))]
    public void ReplicasLearnTheSameAndTwiceTheSameBits(BalancingOptions method)
    {
        using var alone = Train(method, Precision.Bf16);
        using var one = Train(method, Precision.Bf16, replicas: 3);
        using var two = Train(method, Precision.Bf16, replicas: 3);

        Assert.That(two.Weights, Is.EqualTo(one.Weights));
        Assert.That(one.Recorder.Records[^1].TrainLosses.Values, Is.EqualTo(alone.Recorder.Records[^1].TrainLosses.Values).Within(Similar).Percent);
    }

    [TestCaseSource(nameof(Methods))]
    public void ScaledLossesChangeNothing(BalancingOptions method)
    {
        // bf16 has the exponents of fp32.
        using var plain = Train(method, Precision.Bf16);
        using var scaled = Train(method, Precision.Bf16, scaling: new() { GrowAfter = 5 });

        Assert.That(scaled.Weights, Is.EqualTo(plain.Weights));
    }

    [Test]
    public void AllThatLastsIsFp32()
    {
        using var run = Train(new EqualOptions(), Precision.Bf16);

        Assert.That(run.Model.state_dict().Values.Select(t => t.dtype), Is.All.EqualTo(torch.float32));
        Assert.That(run.Model.parameters().Select(p => p.grad!.dtype), Is.All.EqualTo(torch.float32));
    }

    [Test]
    public void AStoppedTrainingEndsAsOneThatWasNot()
    {
        TrainingRun Build() => new(dropout: 0.3, precision: Precision.Bf16);
        using var whole = Build().Finished();
        using var stopped = Build().StoppedAt(8, Folder.Path);

        using var resumed = Build();
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
    }

    private static TrainingRun Train(BalancingOptions method, Precision precision, int replicas = 1, LossScalingOptions? scaling = null) =>
        new TrainingRun(new() { Epochs = 20, BatchSize = 8 }, change: s => s with { Balancing = method, LossScaling = scaling }, replicas: replicas, precision: precision).Finished();
}
