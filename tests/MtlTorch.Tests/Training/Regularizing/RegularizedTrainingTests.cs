using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Regularizers;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Regularizing;

/// <summary>Regularizers in a whole training: what they equal there, what is written down, what is left alone.</summary>
public sealed class RegularizedTrainingTests
{
    [Test]
    public void L2IsTheWeightDecayOfSgdToTheBit([Values(0, 0.9)] double momentum)
    {
        using var own = Run(new SgdOptions { Lr = 0.05, Momentum = momentum, WeightDecay = 0.03 });
        using var penalty = Run(new SgdOptions { Lr = 0.05, Momentum = momentum }, new L2PenaltyOptions { Lambda = 0.03, Biases = true });

        Assert.That(penalty.Weights, Is.EqualTo(own.Weights));
    }

    [Test]
    public void DecoupledL2IsTheWeightDecayOfAdamWToTheBit()
    {
        using var own = Run(new AdamWOptions { Lr = 0.01, WeightDecay = 0.1 });
        using var penalty = Run(new AdamWOptions { Lr = 0.01, WeightDecay = 0 }, new L2PenaltyOptions { Lambda = 0.1, Biases = true, Decoupled = true });
        using var coupled = Run(new AdamWOptions { Lr = 0.01, WeightDecay = 0 }, new L2PenaltyOptions { Lambda = 0.1, Biases = true });

        Assert.That(penalty.Weights, Is.EqualTo(own.Weights));
        Assert.That(coupled.Weights, Is.Not.EqualTo(own.Weights));
    }

    [Test]
    public void DecayGoesWithTheRateOfThePart()
    {
        // Nothing is learnt: losses with weight 0.
        TrainingRun Decayed(double sharedRate) => new TrainingRun(
            optimizer: new SgdOptions { Lr = 0.1 },
            change: s => s with
            {
                Options = s.Options with { SharedRate = sharedRate, Frozen = ["heads.kind"], Epochs = 1, BatchSize = 45 },
                Balancing = new ZeroOptions(),
                Regularizers = [new L2PenaltyOptions { Lambda = 0.5, Decoupled = true }],
            }).Finished();
        using var fresh = new TrainingRun();
        using var run = Decayed(0.25);

        foreach (var (name, parameter) in run.Model.named_parameters())
        {
            var factor = name.EndsWith("bias", StringComparison.Ordinal) || name.StartsWith("heads.kind", StringComparison.Ordinal) ? 1 : name.StartsWith("shared", StringComparison.Ordinal) ? 1 - 0.1 * 0.25 * 0.5 : 1 - 0.1 * 0.5;
            TensorAssert.Close(parameter, fresh.Model.get_parameter(name)! * factor, 1e-7, name);
        }
    }

    [Test]
    public void ProximalStepsLeaveExactZerosAndTheRecordTellsThePenalty()
    {
        using var run = Run(new AdamOptions { Lr = 0.01 }, new L1PenaltyOptions { Lambda = 1, On = ["shared"] }, new L2PenaltyOptions { Lambda = 2, On = ["task:kind"] }, new L2PenaltyOptions { Lambda = 4, On = ["task:kind"] }, new MaxNormOptions { Limit = 1 });

        var shared = run.Model.named_parameters().First(p => p.name.StartsWith("shared", StringComparison.Ordinal) && p.name.EndsWith("weight", StringComparison.Ordinal)).parameter;
        var head = run.Model.get_parameter("heads.kind.dense.layers.0.weight")!;
        Assert.That(TensorAssert.Doubles(shared).Count(w => w == 0), Is.GreaterThan(0));
        var penalties = run.Recorder.Records[^1].Penalties!;
        Assert.That(penalties.Keys, Is.EqualTo(new[] { "l1:shared", "l2:task:kind", "l2:task:kind#2" }));
        Assert.That(penalties["l1:shared"], Is.EqualTo(TensorAssert.Doubles(shared).Sum(Math.Abs)).Within(1e-5));
        Assert.That(penalties["l2:task:kind#2"], Is.EqualTo(TensorAssert.Doubles(head).Sum(w => w * w) * 2).Within(1e-5));
    }

    [Test]
    public void WithoutPenaltiesNoneAreTold()
    {
        using var plain = Run(new AdamOptions());
        using var limited = Run(new AdamOptions(), new MaxNormOptions(), new MixUpOptions());

        Assert.That(plain.Recorder.Records.Concat(limited.Recorder.Records).Select(r => r.Penalties), Is.All.Null);
    }

    private static IEnumerable<TestCaseData> Methods()
    {
        yield return new TestCaseData(new EqualOptions()).SetArgDisplayNames("losses");
        yield return new TestCaseData(new UpGradOptions()).SetArgDisplayNames("gradients");
        yield return new TestCaseData(new MgdaOptions { Gradients = GradientSource.Representation }).SetArgDisplayNames("representation");
        yield return new TestCaseData(new MoDoOptions()).SetArgDisplayNames("three batches");
    }

    [TestCaseSource(nameof(Methods))]
    public void PenaltiesHaveNoPartInTheBalancing(BalancingOptions method)
    {
        // One step: what a penalty changes is its own gradient, whatever the method made of the losses.
        static TrainingRun Step(BalancingOptions method, params IReadOnlyList<RegularizerOptions> regularizers) => new TrainingRun(
            new TrainerOptions { Epochs = 1, BatchSize = 15, DropLast = true },
            optimizer: new SgdOptions { Lr = 1e-3 },
            change: s => s with { Balancing = method, Regularizers = regularizers, Train = Rows(method) }).Finished();
        static Split Rows(BalancingOptions method) => method is MoDoOptions ? Alike(45) : Some.Split(15);
        var features = new ActivationSparsityOptions { Lambda = 3 };
        using var plain = Step(method);
        using var penalized = Step(method, features, new L2PenaltyOptions { Lambda = 2 });
        using var start = new TrainingRun();
        using var batch = Rows(method);
        using var scope = torch.NewDisposeScope();

        var penalty = start.Model.Represent(batch.Inputs)[0].Features.abs().sum() * 3 / batch.Rows;
        penalty.backward();
        foreach (var (name, parameter) in start.Model.named_parameters())
        {
            var decay = name.EndsWith("weight", StringComparison.Ordinal) ? 2 * parameter.detach() : torch.zeros_like(parameter);
            var moved = penalized.Model.get_parameter(name)! - plain.Model.get_parameter(name)!;
            TensorAssert.Close(moved / -1e-3, decay + parameter.grad!, 2e-3, name);
        }

        Assert.That(penalized.Recorder.Records[0].Penalties!.Keys, Is.EqualTo(new[] { "l2:all", "activation-sparsity:all" }));
        Assert.That(penalized.Recorder.Records[0].Penalties!["activation-sparsity:all"], Is.EqualTo(penalty.item<float>()).Within(1e-4));
    }

    [Test]
    public void IdleTasksKeepTheirHeads()
    {
        var options = new AlternatingOptions { StepsPerTask = 1000 };
        using var fresh = new TrainingRun();
        using var run = new TrainingRun(
            optimizer: new AdamOptions { Lr = 0.01 },
            change: s => s with { Strategy = options, Regularizers = [new L1PenaltyOptions { Lambda = 0.1 }, new L2PenaltyOptions { Decoupled = true, Lambda = 1 }, new TaskLike(), new MaxNormOptions { Limit = 0.1 }] }).Finished();

        TensorAssert.Same(run.Model.get_parameter("heads.amount.inner.dense.layers.0.weight")!, fresh.Model.get_parameter("heads.amount.inner.dense.layers.0.weight")!);
        Assert.That(TensorAssert.Bytes(run.Model.get_parameter("heads.kind.dense.layers.0.weight")!), Is.Not.EqualTo(TensorAssert.Bytes(fresh.Model.get_parameter("heads.kind.dense.layers.0.weight")!)));
    }

    [TestCaseSource(typeof(EveryRegularizer), nameof(EveryRegularizer.Cases))]
    public void StepsLeaveNoTensorsBehind(RegularizerOptions options)
    {
        static TrainingRun Build(params IReadOnlyList<RegularizerOptions> regularizers) =>
            new(new TrainerOptions { Epochs = 4, BatchSize = 8 }, change: s => s with { Regularizers = regularizers });
        var alive = new List<long>();
        long Left(params IReadOnlyList<RegularizerOptions> regularizers) => LiveTensors.LeftBy(() =>
        {
            using var run = Build(regularizers);
            run.Recorder.OnStep = (_, _) => alive.Add(LiveTensors.Count);
            run.Finished();
        });

        var without = Left();
        alive.Clear();
        Assert.That(Left(options), Is.EqualTo(without), "after the training");
        Assert.That(alive[4], Is.EqualTo(alive[1]), "within an epoch");
        Assert.That(alive[^2], Is.EqualTo(alive[10]), "from epoch to epoch");
    }

    /// <summary>The same row again and again, so that all batches are the same.</summary>
    private static Split Alike(int rows)
    {
        using var scope = torch.NewDisposeScope();
        using var some = Some.Split(1);
        torch.Tensor Again(torch.Tensor row) => row.repeat_interleave(rows, 0).DetachFromDisposeScope();
        return new Split(Again(some.Inputs), some.Targets.ToDictionary(t => t.Key, t => Again(t.Value)));
    }

    private static TrainingRun Run(OptimizerOptions optimizer, params IReadOnlyList<RegularizerOptions> regularizers) =>
        new TrainingRun(optimizer: optimizer, change: s => s with { Regularizers = regularizers }).Finished();

    /// <summary>An l2 penalty of heads by another name.</summary>
    private sealed record TaskLike : WeightRegularizerOptions
    {
        public override IRegularizer Build(RegularizerContext context) => new L2PenaltyOptions { On = ["heads"], Lambda = 0.1, Biases = true }.Build(context);
    }

    /// <summary>Every loss with weight 0.</summary>
    private sealed record ZeroOptions : BalancingOptions
    {
        public override IBalancingMethod Build(BalancingContext context) => new Zero();
    }

    private sealed class Zero : ILossWeighting
    {
        public torch.Tensor Weights(torch.Tensor losses) => torch.zeros_like(losses);
    }
}
