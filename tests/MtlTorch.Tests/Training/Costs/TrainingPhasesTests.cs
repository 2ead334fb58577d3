using System.Diagnostics;
using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Training.Costs;

namespace MtlTorch.Tests.Training.Costs;

/// <summary>What a trainer charges to which phase. 3 epochs of 6 steps.</summary>
public sealed class TrainingPhasesTests
{
    private const int Pause = 10;
    private const double Least = 0.0098;

    private static readonly Phase[] Always = [Phase.Other, Phase.Data, Phase.Forward, Phase.Backward, Phase.Balancing, Phase.Optimizer, Phase.Evaluation, Phase.Checkpoints];

    [Test]
    public void TheyAddUpToTheTimeOfTheTraining()
    {
        using var run = new TrainingRun(TrainingRun.Options with { Epochs = 30 });
        var (since, before) = (Stopwatch.GetTimestamp(), run.Trainer.Times);
        run.Finished();
        var (passed, times) = (Stopwatch.GetElapsedTime(since).TotalSeconds, run.Trainer.Times.Since(before));
        var steps = times.Data + times.Forward + times.Backward + times.Balancing + times.Optimizer;

        Assert.Multiple(() =>
        {
            Assert.That(times.Sum(), Is.EqualTo(passed).Within(0.05 * passed));
            Assert.That(steps, Is.InRange(0.6 * run.Trainer.TrainSeconds, 1.01 * run.Trainer.TrainSeconds), "the steps' phases lie within the steps");
            Assert.That(Used(times), Is.EquivalentTo(Always));
        });
    }

    [Test]
    public void SlowMethodsCheckpointsAndOnlookersAreToldApart()
    {
        using var run = new TrainingRun(change: setup => setup with { Balancing = new SlowOptions() });
        run.Recorder.OnStep = (_, _) => Thread.Sleep(Pause);
        run.Recorder.OnSave = () => Thread.Sleep(10 * Pause);
        var times = run.Finished().Trainer.Times;

        Assert.Multiple(() =>
        {
            Assert.That(times.Balancing, Is.InRange(18 * Least, 18 * Least + 2));
            Assert.That(times.Other, Is.GreaterThanOrEqualTo(18 * Least));
            Assert.That(times.Checkpoints, Is.GreaterThanOrEqualTo(3 * 10 * Least));
            Assert.That(times.Forward + times.Backward + times.Optimizer + times.Data, Is.LessThan(18 * Least), "nothing slept there");
        });
    }

    [Test]
    public void GradientMethodsPassTheSharedPartOncePerTask()
    {
        using var run = new TrainingRun(TrainingRun.Options with { ClipNorm = 1 }, change: setup => setup with { Balancing = new MgdaOptions() });
        var times = run.Finished().Trainer.Times;

        Assert.Multiple(() =>
        {
            Assert.That(Used(times), Is.EquivalentTo(Always.Append(Phase.Clipping)));
            Assert.That(times.BackwardPerTask!.Keys, Is.EqualTo(new[] { "kind", "amount" }));
            Assert.That(times.BackwardPerTask!.Values, Is.All.Positive);
            Assert.That(times.BackwardPerTask!.Values.Sum(), Is.LessThan(times.Backward), "the heads' pass is nobody's");
            Assert.That(run.Trainer.GradientRows, Is.EqualTo(2));
        });
    }

    [Test]
    public void MethodsOnThreeBatchesHaveAllPhasesToo()
    {
        using var run = new TrainingRun(change: setup => setup with { Balancing = new MoDoOptions() });
        var times = run.Finished().Trainer.Times;

        Assert.Multiple(() =>
        {
            Assert.That(Used(times), Is.EquivalentTo(Always));
            Assert.That(times.BackwardPerTask!.Values, Is.All.Positive);
            Assert.That(run.Trainer.GradientRows, Is.EqualTo(4));
            Assert.That(run.Trainer.BatchesPerStep, Is.EqualTo(3));
            Assert.That(run.Trainer.RowsSeen, Is.EqualTo(3 * 45));
        });
    }

    [TestCase(GradientSource.Shared)]
    [TestCase(GradientSource.Representation)]
    public void MeasuringGradientsIsAPhaseOfItsOwn(GradientSource source)
    {
        var options = TrainingRun.Options with { DiagnosticsEvery = 2 };
        using var weighted = new TrainingRun(options).Finished();
        using var balanced = new TrainingRun(options, change: setup => setup with { Balancing = new MgdaOptions { Gradients = source } }).Finished();

        Assert.Multiple(() =>
        {
            Assert.That(weighted.Trainer.Times.Diagnostics, Is.Positive);
            Assert.That(weighted.Trainer.GradientRows, Is.EqualTo(2));
            Assert.That(balanced.Trainer.Times.Diagnostics, Is.Positive);
            Assert.That(balanced.Trainer.Times.BackwardPerTask is null, Is.EqualTo(source == GradientSource.Representation), "passes that only measure are no method's passes");
        });
    }

    [Test]
    public void RowsAreCountedWithTheShortLastBatch()
    {
        using var run = new TrainingRun();
        using var stop = new CancellationTokenSource();
        var steps = 0;
        run.Recorder.OnStep = (_, _) =>
        {
            if (++steps == 8)
            {
                stop.Cancel();
            }
        };
        run.Trainer.Run(stop.Token);

        Assert.That(run.Trainer.RowsSeen, Is.EqualTo(45 + (2 * 8)), "an epoch of 45 rows and two batches of 8");
    }

    private static IEnumerable<Phase> Used(PhaseTimes times) => Enum.GetValues<Phase>().Where(phase => times[phase] > 0);

    /// <summary>Equal weights, after some thought.</summary>
    private sealed record SlowOptions : BalancingOptions
    {
        public override IBalancingMethod Build(BalancingContext context) => new Slow();
    }

    private sealed class Slow : ILossWeighting
    {
        public torch.Tensor Weights(torch.Tensor losses)
        {
            Thread.Sleep(Pause);
            return torch.ones_like(losses);
        }
    }
}
