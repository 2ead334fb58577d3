using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Schedules;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training;

/// <summary>A training that was stopped and goes on ends, to the last bit, as one that was never stopped.</summary>
public sealed class ResumeTests : FolderTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 4, BatchSize = 8, DiagnosticsEvery = 5, Patience = 3 };

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("SGD with momentum", new EqualOptions(), new SgdOptions { Lr = 0.05, Momentum = 0.9 });
        yield return Case("SGD without", new EqualOptions(), new SgdOptions { Lr = 0.05, Momentum = 0 });
        yield return Case("Adam", new EqualOptions(), new AdamOptions());
        yield return Case("AMSGrad", new EqualOptions(), new AdamOptions { Amsgrad = true });
        yield return Case("AdamW", new EqualOptions(), new AdamWOptions { WeightDecay = 0.1 });
        yield return Case("weights that are learnt", new UncertaintyOptions(), new AdamOptions());
        yield return Case("weights from the epochs before", new DwaOptions(), new AdamOptions());
        yield return Case("weights that are drawn", new RandomWeightingOptions(), new AdamOptions());
        yield return Case("a loss that is looked at twice", new FamoOptions(), new AdamOptions());
        yield return Case("an order that is drawn", new PcGradOptions(), new AdamOptions());
        yield return Case("a memory of gradients", new GradVacOptions(), new AdamOptions());
        yield return Case("weights with an optimizer of their own", new GradNormOptions(), new AdamOptions());
        yield return Case("a mask that is drawn", new GradDropOptions(), new AdamOptions());
        yield return Case("three batches a step", new MoDoOptions(), new AdamOptions());

        static TestCaseData Case(string name, BalancingOptions balancing, OptimizerOptions optimizer) =>
            new TestCaseData(balancing, optimizer).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Cases))]
    public void AStoppedTrainingEndsAsOneThatWasNot(BalancingOptions balancing, OptimizerOptions optimizer)
    {
        using var whole = Build(balancing, optimizer).Finished();
        var steps = whole.Trainer.Progress.Step;

        foreach (var at in new[] { 0, 1, steps / 2, steps - 1 })
        {
            using var stopped = Build(balancing, optimizer).StoppedAt(at, Folder.Path);
            using var resumed = Build(balancing, optimizer);
            resumed.Trainer.Resume(Folder["last"]);
            Assert.That(resumed.Trainer.Progress.Step, Is.EqualTo(at));
            resumed.Finished();

            AssertSame(whole, stopped, resumed);
        }
    }

    private static IEnumerable<TestCaseData> Strategies()
    {
        var sgd = new SgdOptions { Lr = 0.05, Momentum = 0.9 };
        yield return Case("round robin", new AlternatingOptions { StepsPerTask = 4 }, sgd);
        yield return Case("turns that are drawn", new AlternatingOptions { Order = TurnOrder.Random }, new AdamOptions());
        yield return Case("turns that go by the losses", new AlternatingOptions { Order = TurnOrder.LargestLoss, StepsPerTask = 3 }, new AdamWOptions());
        yield return Case("an average", new EmaOptions { Decay = 0.9 }, new AdamOptions());
        yield return Case("copies with momentum", new PeriodicAveragingOptions { Every = 5 }, sgd);
        yield return Case("copies with moments", new PeriodicAveragingOptions { Every = 7 }, new AdamOptions { Amsgrad = true });
        yield return Case("inner steps", new ReptileOptions { InnerSteps = 2 }, sgd);
        yield return Case("inner steps that Adam follows", new ReptileOptions { InnerSteps = 1 }, new AdamOptions());

        static TestCaseData Case(string name, StrategyOptions strategy, OptimizerOptions optimizer) => new TestCaseData(strategy, optimizer).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Strategies))]
    public void AStrategyGoesOnWithWhatItRemembers(StrategyOptions strategy, OptimizerOptions optimizer)
    {
        TrainingRun Make() => Build(optimizer: optimizer, change: s => s with { Strategy = strategy, Options = s.Options with { DiagnosticsEvery = null } });
        using var whole = Make().Finished();
        for (var at = 0; at < whole.Trainer.Progress.Step; at += 1 + (at / 4))
        {
            using var stopped = Make().StoppedAt(at, Folder.Path);
            using var resumed = Make();
            resumed.Trainer.Resume(Folder["last"]);
            resumed.Finished();

            AssertSame(whole, stopped, resumed);
        }
    }

    [Test]
    public void ACheckpointOfAnotherStrategyIsRefused()
    {
        using var stopped = Build(change: s => s with { Strategy = new EmaOptions() }).StoppedAt(9, Folder.Path);
        using var other = Build();

        Assert.That(
            () => other.Trainer.Resume(Folder["last"]),
            Throws.TypeOf<MalformedFileException>().With.Message.Contains("strategy.safetensors, byte 0: the checkpoint is of another update strategy."));
    }

    [Test]
    public void ARequestDuringTheEvaluationLosesNothing()
    {
        using var whole = Build().Finished();
        using var stop = new CancellationTokenSource();
        using var stopped = Build();
        stopped.Recorder.Folder = Folder.Path;
        stopped.Recorder.OnStep = (batch, _) =>
        {
            if (batch == 6)
            {
                stop.Cancel();
            }
        };
        Assert.That(stopped.Trainer.Run(stop.Token), Is.False);
        Assert.That((stopped.Trainer.Progress.Epoch, stopped.Trainer.Progress.Batch), Is.EqualTo((1, 6L)));

        using var resumed = Build();
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        AssertSame(whole, stopped, resumed);
    }

    [Test]
    public void ACheckpointWithinAnEpochIsOneToGoOnFrom()
    {
        using var whole = Build().Finished();
        using var killed = Build(change: s => s with { Options = s.Options with { CheckpointEvery = 4 } });
        killed.Recorder.Folder = Folder.Path;
        killed.Recorder.OnStep = (_, _) =>
        {
            if (killed.Trainer.Progress.Step == 10)
            {
                throw new InvalidOperationException("killed");
            }
        };
        Assert.That(() => killed.Trainer.Run(CancellationToken.None), Throws.InvalidOperationException);
        Assert.That(killed.Recorder.Saved.Select(p => p.Step), Is.EqualTo(new[] { 4, 6, 8 }));

        using var resumed = Build();
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
        Assert.That(resumed.Records, Is.EqualTo(whole.Records.Skip(1)));
    }

    [Test]
    public void AFinishedTrainingGoesOnWithMoreEpochs()
    {
        using var whole = Build().Finished();
        using var shorter = Build(change: s => s with { Options = s.Options with { Epochs = 2 } });
        shorter.Recorder.Folder = Folder.Path;
        shorter.Finished();

        using var longer = Build();
        longer.Trainer.Resume(Folder["last"]);
        longer.Finished();

        AssertSame(whole, shorter, longer);
    }

    [Test]
    public void PatienceGoesOnWhereItWas()
    {
        // A rate of zero: no epoch is better than the first.
        using var whole = Build(optimizer: new SgdOptions { Lr = 1e-300 }, change: s => s with { Options = s.Options with { Epochs = 50 } }).Finished();
        using var stopped = Build(optimizer: new SgdOptions { Lr = 1e-300 }, change: s => s with { Options = s.Options with { Epochs = 50 } }).StoppedAt(14, Folder.Path);
        using var resumed = Build(optimizer: new SgdOptions { Lr = 1e-300 }, change: s => s with { Options = s.Options with { Epochs = 50 } });
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(whole.Trainer.Progress.Epoch, Is.LessThan(10));
        AssertSame(whole, stopped, resumed);
    }

    [Test]
    public void ADamagedCheckpointIsRefusedBeforeAnythingIsTakenOver()
    {
        using var stopped = Build().StoppedAt(9, Folder.Path);
        using var other = Build();
        var before = other.Weights;
        using (var file = File.OpenWrite(Folder["last", Checkpoint.OptimizerFile]))
        {
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte(0xA5);
        }

        Assert.That(
            () => other.Trainer.Resume(Folder["last"]),
            Throws.TypeOf<MalformedFileException>().With.Message.Contains("optimizer.safetensors, byte 0: the file is damaged: its SHA-256 is "));
        Assert.That(other.Weights, Is.EqualTo(before));
    }

    [TestCase(Checkpoint.ModelFile, "the file is missing.")]
    [TestCase(Checkpoint.StateFile, "the file is missing.")]
    public void AMissingFileIsNamed(string name, string problem)
    {
        using var stopped = Build().StoppedAt(9, Folder.Path);
        File.Delete(Folder["last", name]);
        using var other = Build();

        Assert.That(() => other.Trainer.Resume(Folder["last"]), Throws.TypeOf<MalformedFileException>().With.Message.EqualTo($"{Folder["last", name]}, byte 0: {problem}"));
    }

    [TestCase("{", "line 1 is not the state of a checkpoint")]
    [TestCase("{\"progress\": {}}", "is not the state of a checkpoint")]
    [TestCase("null", "the file holds null.")]
    public void AStateThatIsNoneIsRefused(string text, string problem)
    {
        using var stopped = Build().StoppedAt(9, Folder.Path);
        File.WriteAllText(Folder["last", Checkpoint.StateFile], text);
        using var other = Build();

        Assert.That(() => other.Trainer.Resume(Folder["last"]), Throws.TypeOf<MalformedFileException>().With.Message.Contains(problem));
    }

    [Test]
    public void ResumingLeavesNoTensorsBehind()
    {
        using var stopped = Build(new GradNormOptions()).StoppedAt(9, Folder.Path);
        using var other = Build(new GradNormOptions());
        other.Trainer.Resume(Folder["last"]);

        Assert.That(LiveTensors.LeftBy(() => other.Trainer.Resume(Folder["last"])), Is.Zero);
    }

    private static TrainingRun Build(BalancingOptions? balancing = null, OptimizerOptions? optimizer = null, Func<TrainingSetup, TrainingSetup>? change = null) => new(
        Options,
        dropout: 0.2,
        optimizer: optimizer,
        change: setup => (change ?? (s => s))(setup with { Balancing = balancing ?? new EqualOptions(), Schedule = new StepOptions { Every = 2, Factor = 0.5, Warmup = 0.5 } }));

    private void AssertSame(TrainingRun whole, TrainingRun before, TrainingRun after)
    {
        Assert.That(after.Weights, Is.EqualTo(whole.Weights));
        Assert.That(before.Records.Concat(after.Records), Is.EqualTo(whole.Records));
        Assert.That(
            before.Recorder.Measured.Concat(after.Recorder.Measured).Select(m => (m.Step, m.Gradients.Norms[0])),
            Is.EqualTo(whole.Recorder.Measured.Select(m => (m.Step, m.Gradients.Norms[0]))));
        Assert.That(after.Trainer.Progress with { LossSums = [], Unlabeled = [], Weights = null }, Is.EqualTo(whole.Trainer.Progress with { LossSums = [], Unlabeled = [], Weights = null }));
    }
}
