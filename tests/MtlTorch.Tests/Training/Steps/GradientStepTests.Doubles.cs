using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Steps;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Steps;

/// <summary>Methods and models that note what is asked of them.</summary>
public sealed partial class GradientStepTests
{
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

        public override Representation[] forward(Tensor input)
        {
            var features = new Representation(CountedIdentity.apply(layer.call(input).tanh()));
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

        public override Representation[] forward(Tensor input) => [new(input), new(input)];
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
            var leaf = Model.Represent(Split.Slice(0, 8).Inputs)[0].Features.detach().requires_grad_(true);
            var losses = Losses(Model.Predict([new(leaf), new(leaf)]), 0);
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
            var batch = Split.Slice(start, 8);
            return stack(Model.Tasks.Select((task, i) => task.Loss(new TaskPass(Model.Heads[i], null, predictions[i]), task.TargetOf(batch))));
        }
    }
}
