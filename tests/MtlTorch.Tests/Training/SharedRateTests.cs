using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Schedules;

namespace MtlTorch.Tests.Training;

/// <summary>A learning rate of its own for the shared parameters.</summary>
public sealed class SharedRateTests : FolderTests
{
    private static IEnumerable<TestCaseData> Optimizers()
    {
        yield return Case("SGD", new SgdOptions { Lr = 0.05, Momentum = 0.9, WeightDecay = 0.01 }, (p, rate) => torch.optim.SGD(p, rate, 0.9, weight_decay: 0.01));
        yield return Case("Adam", new AdamOptions { Lr = 0.05, WeightDecay = 0.01 }, (p, rate) => torch.optim.Adam(p, rate, weight_decay: 0.01));
        yield return Case("AdamW", new AdamWOptions { Lr = 0.05, WeightDecay = 0.01 }, (p, rate) => torch.optim.AdamW(p, rate, weight_decay: 0.01));

        static TestCaseData Case(string name, OptimizerOptions options, Func<IEnumerable<TorchSharp.Modules.Parameter>, double, TorchSharp.Modules.OptimizerHelper> plain) =>
            new TestCaseData(options, plain).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Optimizers))]
    public void ItEqualsTwoOptimizersWithRatesOfTheirOwn(OptimizerOptions options, Func<IEnumerable<TorchSharp.Modules.Parameter>, double, TorchSharp.Modules.OptimizerHelper> plain)
    {
        using var scope = torch.NewDisposeScope();
        // All rows in one batch: their order only rounds.
        using var run = Build(options, 0.1, batchSize: 45).Finished();

        using var randomness = new Randomness(1);
        using var model = Some.Model(new ModuleContext(randomness, torch.CPU));
        var rows = run.Train.Slice(0, 45);
        model.Tasks[1].Fit(model.Heads[1], rows.Targets["amount"]);
        using var shared = plain(model.named_parameters().Where(p => p.name.StartsWith("shared", StringComparison.Ordinal)).Select(p => p.parameter), options.Lr * 0.1);
        using var heads = plain(model.named_parameters().Where(p => p.name.StartsWith("heads", StringComparison.Ordinal)).Select(p => p.parameter), options.Lr);
        for (var epoch = 0; epoch < 4; epoch++)
        {
            shared.zero_grad();
            heads.zero_grad();
            var passes = model.Pass(rows.Inputs);
            model.Tasks.Select((task, i) => task.Loss(passes[i], task.TargetOf(rows))).Aggregate((a, b) => a + b).backward();
            shared.step();
            heads.step();
        }

        foreach (var (name, parameter) in model.named_parameters())
        {
            TensorAssert.Close(run.Model.get_parameter(name)!, parameter, 2e-5, name);
        }
    }

    [Test]
    public void AFactorOfOneChangesNoBit()
    {
        using var plain = new TrainingRun(optimizer: new AdamOptions { Lr = 0.05 }).Finished();
        using var one = Build(new AdamOptions { Lr = 0.05 }, 1, batchSize: 8, epochs: 3).Finished();
        using var other = Build(new AdamOptions { Lr = 0.05 }, 0.5, batchSize: 8, epochs: 3).Finished();

        Assert.That(one.Weights, Is.EqualTo(plain.Weights));
        Assert.That(other.Weights, Is.Not.EqualTo(plain.Weights));
    }

    [TestCaseSource(nameof(Optimizers))]
    public void AStoppedTrainingEndsAsOneThatWasNot(OptimizerOptions options, object unused)
    {
        using var whole = Build(options, 0.1, 8).Finished();
        foreach (var at in new[] { 0, 1, 9, 23 })
        {
            using var stop = new CancellationTokenSource();
            using var stopped = Build(options, 0.1, 8);
            stopped.Recorder.Folder = Folder.Path;
            stopped.Recorder.OnStep = (_, _) => StopIf(stopped.Trainer.Progress.Step == at);
            StopIf(at == 0);
            Assert.That(stopped.Trainer.Run(stop.Token), Is.False);

            using var resumed = Build(options, 0.1, 8);
            resumed.Trainer.Resume(Folder["last"]);
            resumed.Finished();
            Assert.That(resumed.Weights, Is.EqualTo(whole.Weights), $"stopped at {at}");

            void StopIf(bool due)
            {
                if (due)
                {
                    stop.Cancel();
                }
            }
        }
    }

    [Test]
    public void ACheckpointOfOtherPartsIsRefused()
    {
        using var stopped = Build(new AdamOptions(), 0.1, 8);
        stopped.Recorder.Folder = Folder.Path;
        stopped.Finished();
        using var other = Build(new AdamOptions(), 1, 8);

        Assert.That(() => other.Trainer.Resume(Folder["last"]), Throws.TypeOf<MalformedFileException>().With.Message.Contains("it counts the steps of 2 parameters, the optimizer has 1."));
    }

    [Test]
    public void WhatIsFrozenNeedsNoRate()
    {
        using var run = new TrainingRun(change: s => s with { Options = s.Options with { Frozen = [MultiTaskModel.SharedGroup], SharedRate = 0.1 } });

        Assert.That(() => run.Finished(), Throws.Nothing);
    }

    private static TrainingRun Build(OptimizerOptions optimizer, double rate, int batchSize, int epochs = 4) =>
        new(optimizer: optimizer, change: s => s with { Schedule = new ConstantOptions(), Options = s.Options with { SharedRate = rate, BatchSize = batchSize, Epochs = epochs } });
}
