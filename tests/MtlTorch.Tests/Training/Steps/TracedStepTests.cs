using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;

namespace MtlTorch.Tests.Training.Steps;

/// <summary>Gradients that a dense trunk takes back together are those that autograd takes back one after the other.</summary>
public sealed class TracedStepTests
{
    private static readonly Activation[] Known = [.. Enum.GetValues<Activation>().Where(a => a is not (Activation.Gelu or Activation.Silu))];

    [TestCaseSource(nameof(Known))]
    public void TheGradientsAreThoseOfAutograd(Activation activation)
    {
        using var bench = new Bench(new MlpTrunkOptions { Hidden = [7, 5, 4], Activation = activation });

        Assert.That(bench.Model.Trace(bench.Inputs), Is.Not.Null);
        bench.AssertRowsAreThoseOfAutograd();
    }

    [Test]
    public void SoTheyAreWithALinearEndAndWithFrozenLayers([Values("layers.0", "layers.1", "layers.2.bias")] string frozen)
    {
        using var bench = new Bench(new MlpTrunkOptions { Hidden = [7, 5, 4], Activation = Activation.Tanh, LinearEnd = true }, $"shared.trunk.dense.{frozen}");

        bench.AssertRowsAreThoseOfAutograd();
    }

    [Test]
    public void WhatIsDrawnOrCannotBeToldFromItsValueIsLeftToAutograd()
    {
        foreach (var options in new[] { new MlpTrunkOptions { Hidden = [4], Dropout = 0.1 }, new MlpTrunkOptions { Hidden = [4], Activation = Activation.Gelu } })
        {
            using var bench = new Bench(options);
            Assert.That(bench.Model.Trace(bench.Inputs), Is.Null);
            bench.AssertRowsAreThoseOfAutograd();
        }
    }

    private sealed class Seen : IGradientAggregation
    {
        public double[]? Rows { get; private set; }

        public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
        {
            Rows = TensorAssert.Doubles(jacobian);
            return new(jacobian.sum(dim: 0));
        }
    }

    private sealed class Bench : IDisposable
    {
        private readonly Seen method = new();
        private readonly FlatParameters flat;
        private readonly OptimizerHelper optimizer;
        private readonly TrainingStep step;
        private readonly Split split = Some.Split(40);

        public Bench(MlpTrunkOptions trunk, params string[] frozen)
        {
            Model = ModelBuilder.Build(trunk, new HardSharingOptions(), Some.Tasks(), Some.InputShape, Some.Context());
            Model.Freeze(frozen);
            Model.train();
            flat = new FlatParameters(Model.Groups);
            optimizer = torch.optim.SGD([flat.Values], 1e-12);
            step = TrainingStep.For(new StepParts(Model, flat, optimizer), method);
        }

        public MultiTaskModel Model { get; }

        public torch.Tensor Inputs => split.Inputs;

        public void AssertRowsAreThoseOfAutograd()
        {
            var batch = split.Slice(0, 9);
            step.Run(batch);
            if (Model.Trace(batch.Inputs) is null)
            {
                Assert.That(method.Rows, Has.Some.Not.Zero);
                return;
            }

            var shared = flat.Groups[0];
            var expected = new List<double>();
            for (var task = 0; task < 2; task++)
            {
                flat.ZeroGradient();
                Model.Tasks[task].Loss(Model.Pass(batch.Inputs)[task], Model.Tasks[task].TargetOf(batch)).backward();
                expected.AddRange(TensorAssert.Doubles(flat.GradientOf(shared)));
            }

            Assert.That(method.Rows, Is.EqualTo(expected).Within(2e-5));
        }

        public void Dispose()
        {
            step.Dispose();
            optimizer.Dispose();
            flat.Dispose();
            Model.Dispose();
            split.Dispose();
        }
    }
}
