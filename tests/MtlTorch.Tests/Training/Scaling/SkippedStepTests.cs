using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Scaling;
using MtlTorch.Training.Steps;

namespace MtlTorch.Tests.Training.Scaling;

/// <summary>Steps whose gradient overflows: what comes after is as if they had never been.</summary>
public sealed class SkippedStepTests
{
    private const int Steps = 24;

    private static readonly BalancingOptions[] Methods =
    [
        new EqualOptions(), new UncertaintyOptions(), new DwaOptions(), new FamoOptions(), new GradNormOptions(), new PcGradOptions(), new GradVacOptions(), new CaGradOptions(),
        new MgdaOptions { Gradients = GradientSource.Representation }, new UpGradOptions { Gradients = GradientSource.Representation }, new ImtlOptions(), new MoCoOptions(),
        new MoDoOptions(), new SdmGradOptions(),
    ];

    [TestCaseSource(nameof(Methods))]
    public void WhatComesAfterIsAsIfTheyHadNeverBeen(BalancingOptions method)
    {
        // The weight of a task makes the largest scale overflow.
        var (good, scaled) = Train(method, new LossScaling(new() { Initial = Math.Pow(2, 127) }), Enumerable.Range(0, Steps));
        var (_, plain) = Train(method, scaling: null, good);

        Assert.That(good, Has.Count.InRange(5, Steps - 1));
        Assert.That(scaled, Is.EqualTo(plain));
    }

    [Test]
    public void TheyHalveTheScaleAndAreCounted()
    {
        var scaling = new LossScaling(new() { Initial = Math.Pow(2, 127) });
        Train(new EqualOptions(), scaling, Enumerable.Range(0, Steps));

        Assert.That(scaling.State.Factor, Is.EqualTo(Math.Pow(2, 127 - scaling.State.Skipped)));
        Assert.That(scaling.State.GoodSteps, Is.EqualTo(Steps - scaling.State.Skipped));
    }

    [Test]
    public void HooksAreNotCalledAndTheResultSaysSo()
    {
        using var step = new Stepping(new EqualOptions(), new LossScaling(new() { Initial = Math.Pow(2, 127) }));
        var result = step.Run(0);

        Assert.That(result.IsSkipped);
        Assert.That(result.Weights, Is.Null);
        Assert.That(result.Losses.isfinite().all().item<bool>());
        Assert.That(step.Weights, Is.EqualTo(step.InitialWeights));
    }

    /// <summary>Takes steps; gives those that were not left out, and where they lead.</summary>
    private static (IReadOnlyList<int> Good, byte[] Weights) Train(BalancingOptions method, LossScaling? scaling, IEnumerable<int> steps)
    {
        using var stepping = new Stepping(method, scaling);
        using var scope = torch.NewDisposeScope();
        List<int> good = [.. steps.Where(step => !stepping.Run(step).IsSkipped)];
        return (good, stepping.Weights);
    }

    /// <summary>Steps on batches with numbers.</summary>
    private sealed class Stepping : IDisposable
    {
        private readonly Randomness randomness = new(1);
        private readonly MultiTaskModel model;
        private readonly FlatParameters parameters;
        private readonly TorchSharp.Modules.OptimizerHelper optimizer;
        private readonly TrainingStep step;
        private readonly Split rows = Some.Split(Steps * 4);

        public Stepping(BalancingOptions options, LossScaling? scaling)
        {
            model = Some.Model(new ModuleContext(randomness, torch.CPU), Some.Tasks(new() { Weight = 8 }));
            model.Tasks[1].Fit(model.Heads[1], rows.Targets["amount"]);
            parameters = new FlatParameters(model.Groups);
            optimizer = new AdamOptions { Lr = 0.01 }.Build(parameters.Values);
            var method = options.Build(new BalancingContext(2, randomness, torch.CPU));
            step = TrainingStep.For(
                new StepParts(model, parameters, optimizer, Scaling: scaling), method, (options as GradientBalancingOptions)?.Gradients ?? GradientSource.Shared);
            InitialWeights = Weights;
        }

        public byte[] InitialWeights { get; }

        public byte[] Weights => TensorAssert.Bytes(parameters.Values.detach());

        public StepResult Run(int number) => step.Run([.. Enumerable.Range(0, step.Batches).Select(i => rows.Slice(((number + i) % Steps) * 4, 4))]);

        public void Dispose()
        {
            step.Dispose();
            optimizer.Dispose();
            parameters.Dispose();
            model.Dispose();
            rows.Dispose();
            randomness.Dispose();
        }
    }
}
