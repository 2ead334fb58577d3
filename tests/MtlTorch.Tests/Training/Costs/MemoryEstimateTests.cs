using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Costs;

public sealed class MemoryEstimateTests
{
    private const long Parameters = (6 * 8) + 8 + (8 * 3) + 3 + (8 * 2) + 2;
    private const long Shared = (6 * 8) + 8;
    private const long RowBytes = (6 * 4) + 8 + (2 * 4);

    [Test]
    public void ThePartsAreWhatTheTensorsTake()
    {
        using var run = new TrainingRun();
        var setup = Setup(run);
        using var row = torch.ones([1, 6]);
        var summary = ModelSummary.Of(run.Model, row);
        var estimate = MemoryEstimate.Of(setup, summary, gradientRows: 5, batches: 3, testRows: 20);

        Assert.Multiple(() =>
        {
            Assert.That(estimate.Data, Is.EqualTo((45 + 30) * RowBytes));
            Assert.That(estimate.TestData, Is.EqualTo(20 * RowBytes));
            Assert.That(estimate.Parameters, Is.EqualTo(4 * Parameters));
            Assert.That(estimate.Gradient, Is.EqualTo(4 * Parameters));
            Assert.That(estimate.OptimizerState, Is.EqualTo(2 * 4 * Parameters));
            Assert.That(estimate.TaskGradients, Is.EqualTo(5 * 4 * Shared));
            Assert.That(estimate.Activations, Is.EqualTo((8 * ((3 * RowBytes) + (4 * (8 + 3 + 2)) + (2 * 4 * 8))) + (4 * Shared)));
            Assert.That(estimate.EvaluationActivations, Is.EqualTo(30 * 4 * (8 + 3 + 2)));
            Assert.That(estimate.Total, Is.EqualTo(Math.Max(estimate.TrainingTotal, estimate.EvaluationTotal)));
            Assert.That(
                estimate.TrainingTotal - estimate.EvaluationTotal,
                Is.EqualTo(estimate.Activations - estimate.TestData - estimate.EvaluationActivations));
        });
    }

    [TestCase("joint", 2, 0, 2, 0)]
    [TestCase("ema", 2, 2, 2, 2)]
    [TestCase("periodic-averaging", 4, 2, 2, 0)]
    [TestCase("reptile", 2, 2, 0, 0)]
    public void AStrategyAddsItsCopies(string kind, int sharedMoments, int sharedCopies, int headMoments, int headCopies)
    {
        StrategyOptions strategy = kind switch
        {
            "ema" => new EmaOptions(),
            "periodic-averaging" => new PeriodicAveragingOptions(),
            "reptile" => new ReptileOptions(),
            _ => new JointOptions(),
        };
        using var run = new TrainingRun(change: s => s with { Strategy = strategy });
        using var row = torch.ones([1, 6]);
        var estimate = MemoryEstimate.Of(Setup(run) with { Strategy = strategy }, ModelSummary.Of(run.Model, row), gradientRows: 0, batches: 1, testRows: 0);

        Assert.That(estimate.OptimizerState, Is.EqualTo(4 * ((sharedMoments * Shared) + (headMoments * (Parameters - Shared)))));
        Assert.That(estimate.Strategy, Is.EqualTo(4 * ((sharedCopies * Shared) + (headCopies * (Parameters - Shared)))));
    }

    [Test]
    public void LabeledRowsThatAreAddedNeedMemoryToo()
    {
        using var run = new TrainingRun();
        var setup = Setup(run);
        var more = setup with { Options = setup.Options with { LabeledPerBatch = 5 } };
        using var row = torch.ones([1, 6]);
        var summary = ModelSummary.Of(run.Model, row);

        Assert.That(
            MemoryEstimate.Of(more, summary, 5, 3, 20).Activations - MemoryEstimate.Of(setup, summary, 5, 3, 20).Activations,
            Is.EqualTo(5 * ((3 * RowBytes) + (4 * (8 + 3 + 2)) + (2 * 4 * 8))));
    }

    [Test]
    public void ADataSetTakesWhatItsTensorsTake()
    {
        using var split = new ShapesOptions { Train = 10, ImageSize = 16 }.Open().Load(SplitName.Train);

        Assert.That(split.Bytes, Is.EqualTo(split.Inputs.bytes.Length + split.Targets.Values.Sum(t => t.bytes.Length)));
    }

    private static readonly object[][] Optimizers =
    [
        [new SgdOptions()],
        [new SgdOptions { Momentum = 0.9 }],
        [new AdamOptions()],
        [new AdamOptions { Amsgrad = true }],
        [new AdamWOptions()],
        [new AdamWOptions { Amsgrad = true }],
    ];

    [TestCaseSource(nameof(Optimizers))]
    public void AnOptimizerRemembersAsManyCopiesAsItSays(OptimizerOptions options)
    {
        using var model = Some.Model();
        using var flat = new FlatParameters(model.Groups);
        using var optimizer = options.Build(flat.Values);
        flat.Gradient.fill_(1);
        optimizer.step();

        Assert.That(OptimizerState.Tensors(optimizer).Sum(t => t.Value.numel()), Is.EqualTo(options.StateCopies() * flat.Count));
    }

    private static TrainingSetup Setup(TrainingRun run) => new()
    {
        Model = run.Model,
        Train = run.Train,
        Validation = run.Validation,
        Randomness = run.Randomness,
        Options = TrainingRun.Options,
        Optimizer = new AdamOptions(),
        Balancing = new MtlTorch.Balancing.Weighting.EqualOptions(),
    };
}
