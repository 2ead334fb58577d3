using MtlTorch.Balancing.Gradients;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Strategies;

/// <summary>Where a strategy comes down to another one, it must give the same parameters.</summary>
public sealed class EquivalenceTests
{
    private static readonly OptimizerOptions[] Optimizers =
    [
        new SgdOptions { Lr = 0.05 },
        new SgdOptions { Lr = 0.05, Momentum = 0.9, WeightDecay = 0.01 },
        new AdamOptions { Lr = 0.01 },
        new AdamWOptions { Lr = 0.01, WeightDecay = 0.1 },
    ];

    [TestCaseSource(nameof(Optimizers))]
    public void AlternatingBetweenOneTaskIsJoint(OptimizerOptions optimizer)
    {
        foreach (var order in Enum.GetValues<TurnOrder>())
        {
            Assert.That(OneTask(new AlternatingOptions { Order = order, StepsPerTask = 2 }, optimizer), Is.EqualTo(OneTask(new JointOptions(), optimizer)), $"{order}");
        }
    }

    [TestCaseSource(nameof(Optimizers))]
    public void AnAverageThatKeepsNothingIsJoint(OptimizerOptions optimizer)
    {
        using var joint = Run(new JointOptions(), optimizer);
        using var averaged = Run(new EmaOptions { Decay = 0 }, optimizer);

        Assert.That(averaged.Weights, Is.EqualTo(joint.Weights));
        Assert.That(averaged.Records, Is.EqualTo(joint.Records));
    }

    [TestCaseSource(nameof(Optimizers))]
    public void AveragingTheParametersOfOneTaskIsJoint(OptimizerOptions optimizer) =>
        Assert.That(OneTask(new PeriodicAveragingOptions { Every = 2 }, optimizer), Is.EqualTo(OneTask(new JointOptions(), optimizer)));

    [Test]
    public void AveragingAfterEachPlainStepIsAStepAlongTheMeanGradient()
    {
        var optimizer = new SgdOptions { Lr = 0.05 };
        using var mean = Run(new JointOptions(), optimizer, s => s with { Balancing = new MeanOptions() });
        using var apart = Run(new PeriodicAveragingOptions { Every = 1 }, optimizer);

        AssertClose(apart.Model, mean.Model, 1e-5);
    }

    [Test]
    public void AveragedMomentumIsTheMomentumOfTheMeanGradient()
    {
        // Momentum is linear in the gradients, so averaging copies and momentum after each step changes nothing.
        var optimizer = new SgdOptions { Lr = 0.02, Momentum = 0.9 };
        using var mean = Run(new JointOptions(), optimizer, s => s with { Balancing = new MeanOptions() });
        using var apart = Run(new PeriodicAveragingOptions { Every = 1 }, optimizer);

        AssertClose(apart.Model, mean.Model, 1e-4);
    }

    [Test]
    public void OneInnerStepAndAWholeOuterOneAreAStepAlongTheMeanGradient()
    {
        using var mean = Run(new JointOptions(), new SgdOptions { Lr = 0.05 }, s => s with { Balancing = new MeanOptions() });
        using var reptile = Run(new ReptileOptions { InnerSteps = 1, InnerRate = 0.05 }, new SgdOptions { Lr = 1 });

        AssertClose(reptile.Model, mean.Model, 1e-5);
    }

    [Test]
    public void TheTasksWeightsAreTheWeightsOfTheMean([Values("periodic-averaging", "reptile")] string kind)
    {
        // One step of all rows: 2/3 and 1/3 of the gradients for the shared part; each head follows its own loss.
        var whole = new TrainerOptions { Epochs = 1, BatchSize = 45 };
        using var sum = new Weighted(2.0 / 3, 1.0 / 3, new JointOptions(), new SgdOptions { Lr = 0.1 }, whole);
        StrategyOptions strategy = kind == "reptile" ? new ReptileOptions { InnerSteps = 1, InnerRate = 0.1 } : new PeriodicAveragingOptions { Every = 1 };
        using var mean = new Weighted(20, 10, strategy, new SgdOptions { Lr = kind == "reptile" ? 1 : 0.1 }, whole);

        AssertClose(mean.Shared, sum.Shared, 1e-6);
    }

    private static TrainingRun Run(StrategyOptions strategy, OptimizerOptions optimizer, Func<TrainingSetup, TrainingSetup>? change = null) => new TrainingRun(
        TrainingRun.Options, optimizer: optimizer, change: s => (change ?? (t => t))(s with { Strategy = strategy })).Finished();

    /// <summary>The weights of a model with one task, trained.</summary>
    private static byte[] OneTask(StrategyOptions strategy, OptimizerOptions optimizer)
    {
        MultiTaskModel? model = null;
        using var run = new TrainingRun(TrainingRun.Options with { ClipNorm = 0.5 }, optimizer: optimizer, change: setup =>
        {
            model = Some.Model(new ModuleContext(setup.Randomness, torch.CPU), [Some.Tasks()[0]], dropout: 0.2);
            return setup with { Model = model, Strategy = strategy };
        });
        run.Finished();
        using (model)
        {
            return [.. model!.state_dict().Values.SelectMany(TensorAssert.Bytes)];
        }
    }

    private static void AssertClose(torch.nn.Module found, torch.nn.Module expected, double tolerance)
    {
        foreach (var ((name, a), (_, b)) in found.named_parameters().Zip(expected.named_parameters()))
        {
            Assert.That((a - b).abs().max().item<float>(), Is.LessThan(tolerance), name);
        }
    }

    /// <summary>A training whose tasks have weights.</summary>
    private sealed class Weighted : IDisposable
    {
        private readonly TrainingRun run;
        private MultiTaskModel? model;

        public Weighted(double kind, double amount, StrategyOptions strategy, OptimizerOptions optimizer, TrainerOptions options)
        {
            run = new TrainingRun(options, optimizer: optimizer, change: setup =>
            {
                model = Some.Model(new ModuleContext(setup.Randomness, torch.CPU), Some.Tasks(new() { Weight = kind }, new() { Weight = amount }));
                model.Tasks[1].Fit(model.Heads[1], setup.Train.Targets["amount"]);
                return setup with { Model = model, Strategy = strategy };
            });
            run.Finished();
        }

        public torch.nn.Module Shared => model!.Groups.First().Module;

        public void Dispose()
        {
            run.Dispose();
            model!.Dispose();
        }
    }
}
