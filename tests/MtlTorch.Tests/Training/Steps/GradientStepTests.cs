using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Modules.Sharing;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Steps;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Steps;

/// <summary>Steps that look at gradients: what the method gets to see, what becomes of its answer, and what it costs.</summary>
public sealed class GradientStepTests
{
    [TestCase(GradientSource.Shared)]
    [TestCase(GradientSource.Representation)]
    public void WithFixedWeightsItIsTheWeightedSumOfTheLosses(GradientSource source)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Fixed(2, 0.25), source);

        var result = bench.Run();

        var shared = bench.Reference(losses => losses[0] * 2 + losses[1] * 0.25);
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), shared[MultiTaskModel.SharedGroup], 1e-5);
        Assert.That(TensorAssert.Doubles(result.Weights!), Is.EqualTo(new[] { 2, 0.25 }));
    }

    [TestCase(GradientSource.Shared)]
    [TestCase(GradientSource.Representation)]
    public void EachHeadFollowsItsOwnLoss(GradientSource source)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Fixed(2, 0.25), source);

        bench.Run();

        var alone = bench.Reference(losses => losses.sum());
        TensorAssert.Close(bench.Gradient("kind"), alone["kind"], 1e-5);
        TensorAssert.Close(bench.Gradient("amount"), alone["amount"], 1e-5);
    }

    [Test]
    public void TheMethodSeesTheProductsOfTheTasksGradients()
    {
        using var scope = NewDisposeScope();
        var method = new Fixed(1, 1);
        using var bench = new Bench(method, GradientSource.Shared);

        bench.Run();

        var kind = bench.Reference(losses => losses[0])[MultiTaskModel.SharedGroup];
        var amount = bench.Reference(losses => losses[1])[MultiTaskModel.SharedGroup];
        Assert.That(method.Seen![0, 1], Is.EqualTo(kind.dot(amount).item<float>()).Within(1e-4).Percent);
        Assert.That(method.Seen.Norm(1), Is.EqualTo(amount.norm().item<float>()).Within(1e-4).Percent);
    }

    [Test]
    public void OnTheRepresentationItSeesTheGradientsOfTheFeatures()
    {
        using var scope = NewDisposeScope();
        var method = new Fixed(1, 1);
        using var bench = new Bench(method, GradientSource.Representation);

        bench.Run();

        var gradients = bench.Reference(losses => losses.sum(), out var features);
        Assert.That(gradients, Is.Not.Empty);
        Assert.That(method.Seen![0, 0] + method.Seen[1, 1] + 2 * method.Seen[0, 1], Is.EqualTo(features.square().sum().item<float>()).Within(1e-3).Percent);
    }

    [TestCase(GradientSource.Shared, 2)]
    [TestCase(GradientSource.Representation, 1)]
    public void TheTrunkIsBackPropagatedNoOftenerThanNeeded(GradientSource source, int passes)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Fixed(1, 1), source);
        CountedIdentity.Passes = 0;

        bench.Run();

        Assert.That(CountedIdentity.Passes, Is.EqualTo(passes));
    }

    [TestCase(GradientSource.Shared)]
    [TestCase(GradientSource.Representation)]
    public void ADirectionTakesThePlaceOfTheGradient(GradientSource source)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Sum(), source);

        var result = bench.Run();

        var sum = bench.Reference(losses => losses.sum());
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), sum[MultiTaskModel.SharedGroup], 1e-5);
        Assert.That(result.Weights, Is.Null);
    }

    [Test]
    public void ScalesOfTheLossesReachHeadsAndTrunk()
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new ScaledSum(), GradientSource.Shared);

        bench.Run();

        var sum = bench.Reference(losses => (losses / losses.detach()).sum());
        foreach (var group in new[] { MultiTaskModel.SharedGroup, "kind", "amount" })
        {
            TensorAssert.Close(bench.Gradient(group), sum[group], 1e-5);
        }
    }

    [Test]
    public void StochasticMethodsChooseByTwoBatchesAndLearnFromTheThird()
    {
        using var scope = NewDisposeScope();
        var method = new Cross();
        using var bench = new Bench(method, GradientSource.Shared);
        CountedIdentity.Passes = 0;

        bench.Step.Run(bench.Split.Slice(0, 8), bench.Split.Slice(8, 8), bench.Split.Slice(16, 8));

        Assert.That(CountedIdentity.Passes, Is.EqualTo(2 + 2 + 1));
        var first = bench.Reference(losses => losses[0], 0)[MultiTaskModel.SharedGroup];
        var second = bench.Reference(losses => losses[1], 8)[MultiTaskModel.SharedGroup];
        Assert.That(method.Seen![0, 1], Is.EqualTo(first.dot(second).item<float>()).Within(1e-4).Percent);
        var third = bench.Reference(losses => losses[0] * 3 + losses[1] * 0.5, 16);
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), third[MultiTaskModel.SharedGroup], 1e-5);
    }

    [Test]
    public void AfterADivergenceTheMethodIsNotAsked()
    {
        using var scope = NewDisposeScope();
        var method = new Fixed(1, 1);
        using var bench = new Bench(method, GradientSource.Shared);
        bench.Split.Inputs[0, 0] = tensor(float.PositiveInfinity);
        bench.Split.Inputs[0, 1] = tensor(float.NaN);

        var result = bench.Run();

        Assert.That(method.Seen, Is.Null);
        Assert.That(TensorAssert.Doubles(result.Weights!), Is.All.NaN);
    }

    [Test]
    public void WithoutSharedParametersItSaysSo()
    {
        using var scope = NewDisposeScope();
        using var model = new MultiTaskModel(new Bare(), Some.Tasks(), [.. Some.Model().Heads]);
        using var flat = new FlatParameters(model.Groups);
        using var optimizer = optim.SGD([flat.Values], 0.1);

        Assert.That(
            () => TrainingStep.For(new StepParts(model, flat, optimizer), new Fixed(1, 1)),
            Throws.TypeOf<InvalidOptionException>().With.Message.Contains("the model shares none"));
    }

    private sealed class Fixed(params double[] weights) : IGramianWeighting
    {
        public Gramian? Seen { get; private set; }

        public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
        {
            Seen = gramian;
            return weights;
        }
    }

    private sealed class Cross : ICrossGramianWeighting
    {
        public double[,]? Seen { get; private set; }

        public double[] Weights(double[,] products)
        {
            Seen = products;
            return [3, 0.5];
        }
    }

    private sealed class Sum : IGradientAggregation
    {
        public Aggregate Aggregate(Tensor jacobian, Tensor losses) => new(jacobian.sum(dim: 0));
    }

    private sealed class ScaledSum : IGradientAggregation, IScalesLosses
    {
        public Tensor Scales(Tensor losses) => 1 / losses;

        public Aggregate Aggregate(Tensor jacobian, Tensor losses) => new(jacobian.sum(dim: 0));
    }

    /// <summary>Counts how often it is back-propagated.</summary>
    private sealed class CountedIdentity : autograd.SingleTensorFunction<CountedIdentity>
    {
        public static int Passes { get; set; }

        public override string Name => nameof(CountedIdentity);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).alias();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Passes++;
            return [grad_output.alias()];
        }
    }

    /// <summary>One dense layer for all tasks, whose backward passes are counted.</summary>
    private sealed class Counted : SharingArchitecture
    {
        private readonly TorchSharp.Modules.Linear layer = nn.Linear(6, 8);

        public Counted()
            : base(nameof(Counted))
        {
            RegisterComponents();
        }

        public override long FeaturesOf(int task) => 8;

        public override Tensor[] forward(Tensor input)
        {
            var features = CountedIdentity.apply(layer.call(input).tanh());
            return [features, features];
        }
    }

    /// <summary>Shares nothing but the inputs.</summary>
    private sealed class Bare : SharingArchitecture
    {
        public Bare()
            : base(nameof(Bare))
        {
        }

        public override long FeaturesOf(int task) => 8;

        public override Tensor[] forward(Tensor input) => [input, input];
    }

    private sealed class Bench : IDisposable
    {
        private readonly TorchSharp.Modules.OptimizerHelper optimizer;
        private readonly FlatParameters flat;

        public Bench(IBalancingMethod method, GradientSource source)
        {
            Model = new MultiTaskModel(new Counted(), Some.Tasks(), [.. Some.Model().Heads]);
            TestPattern.Fill(Model);
            flat = new FlatParameters(Model.Groups);
            optimizer = optim.SGD([flat.Values], 1e-12);
            Step = TrainingStep.For(new StepParts(Model, flat, optimizer), method, source);
        }

        public MultiTaskModel Model { get; }

        public Split Split { get; } = Some.Split(40);

        public TrainingStep Step { get; }

        public StepResult Run() => Step.Run(Split.Slice(0, 8));

        /// <summary>A copy of a group's gradient.</summary>
        public Tensor Gradient(string group) => flat.GradientOf(flat.Groups.First(g => g.Name == group)).clone();

        /// <summary>The gradients of a combination of the losses, by plain back-propagation.</summary>
        public Dictionary<string, Tensor> Reference(Func<Tensor, Tensor> combine, long start = 0)
        {
            var kept = flat.Gradient.clone();
            flat.ZeroGradient();
            var losses = Losses(Model.call(Split.Slice(start, 8).Inputs), start);
            combine(losses).backward();
            var gradients = flat.Groups.ToDictionary(g => g.Name, g => Gradient(g.Name));
            using var frozen = no_grad();
            flat.Gradient.copy_(kept);
            return gradients;
        }

        /// <summary>The same, and the gradient of the features.</summary>
        public Dictionary<string, Tensor> Reference(Func<Tensor, Tensor> combine, out Tensor features)
        {
            var leaf = Model.Represent(Split.Slice(0, 8).Inputs)[0].detach().requires_grad_(true);
            var losses = Losses(Model.Predict([leaf, leaf]), 0);
            combine(losses).backward();
            features = leaf.grad!;
            return Reference(combine);
        }

        public void Dispose()
        {
            Step.Dispose();
            optimizer.Dispose();
            flat.Dispose();
            Model.Dispose();
            Split.Dispose();
        }

        private Tensor Losses(Tensor[] predictions, long start)
        {
            var targets = Split.Slice(start, 8).Targets;
            return stack(Model.Tasks.Select((task, i) => task.Loss(Model.Heads[i], predictions[i], targets[task.Target])));
        }
    }
}
