using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Tests.Training;

/// <summary>Whole trainings with balancing methods of each sort.</summary>
public sealed class BalancedTrainingTests
{
    private static readonly BalancingOptions[] Sorts =
    [
        new EqualOptions(),
        new ConFigOptions(),
        new ConFigOptions { Gradients = GradientSource.Representation },
        new MoCoOptions(),
        new CrossOptions(),
    ];

    [TestCaseSource(nameof(Sorts))]
    public void MeasuringGradientsDoesNotChangeTheTraining(BalancingOptions options)
    {
        using var plain = Run(options);
        using var measured = Run(options, every: 1);

        Assert.That(measured.Weights, Is.EqualTo(plain.Weights));
        Assert.That(plain.Recorder.Measured, Is.Empty);
        Assert.That(measured.Recorder.Measured.Select(m => m.Step), Is.EqualTo(Enumerable.Range(1, (int)measured.Trainer.Progress.Step)));
        Assert.That(measured.Recorder.Measured.Select(m => m.Gradients.Norms.Min()), Is.All.Positive);
    }

    [TestCaseSource(nameof(Sorts))]
    public void ItLearns(BalancingOptions options)
    {
        using var run = Run(options, epochs: 10);

        var (first, last) = (run.Recorder.Records[0].TrainLosses, run.Recorder.Records[^1].TrainLosses);
        Assert.That(last.Values.Zip(first.Values, (l, f) => l < f), Is.All.True);
    }

    [TestCaseSource(nameof(Sorts))]
    public void TheSameSeedGivesTheSameTraining(BalancingOptions options)
    {
        using var one = Run(options);
        using var two = Run(options);

        Assert.That(two.Weights, Is.EqualTo(one.Weights));
    }

    [Test]
    public void EveryFourthStepIsMeasuredAcrossEpochs()
    {
        using var run = Run(new EqualOptions(), every: 4);

        Assert.That(run.Recorder.Measured.Select(m => (m.Epoch, m.Step)), Is.EqualTo(new[] { (1, 4L), (2, 8), (2, 12), (3, 16) }));
    }

    [Test]
    public void AMethodOfThreeBatchesTakesAThirdOfTheSteps()
    {
        using var run = Run(new CrossOptions());

        // Six batches an epoch, three epochs.
        Assert.That(run.Trainer.Progress.Step, Is.EqualTo(6));
    }

    [Test]
    public void TooFewBatchesForOneStepAreRefused()
    {
        var options = TrainingRun.Options with { BatchSize = 40 };

        Assert.That(
            () => new TrainingRun(options, change: setup => setup with { Balancing = new CrossOptions() }),
            Throws.TypeOf<InvalidOptionException>().With.Message.Contains("3 batches per step, and an epoch has only 2"));
    }

    [Test]
    public void WhatAMethodRemembersIsInTheCheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var run = new TrainingRun(change: setup => setup with { Balancing = new MoCoOptions() });
        run.Recorder.Folder = folder.Path;
        run.Finished();

        using var content = SafetensorsFile.Read(folder["last", Checkpoint.BalancingFile]);

        Assert.That(content.Tensors.Keys, Is.EquivalentTo(new[] { "averages", "weights", "step" }));
        Assert.That(content.Tensors["step"].data<long>().ToArray(), Is.EqualTo(new[] { 18L, 18 }), "of each task");
    }

    private static TrainingRun Run(BalancingOptions options, int? every = null, int epochs = 3) =>
        new TrainingRun(
            TrainingRun.Options with { DiagnosticsEvery = every, Epochs = epochs },
            dropout: 0.2,
            change: setup => setup with { Balancing = options }).Finished();

    /// <summary>A stand-in for the stochastic methods: weights that depend on both batches.</summary>
    private sealed record CrossOptions : BalancingOptions
    {
        public override IBalancingMethod Build(BalancingContext context) => new Cross();

        private sealed class Cross : ICrossGramianWeighting
        {
            public double[] Weights(double[,] products) => [1, products[0, 1] > 0 ? 1 : 0.5];
        }
    }
}
