using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Tests.Training;

/// <summary>However long a training goes on, no more tensors are alive.</summary>
public sealed class LeakTests
{
    [Test]
    public void AfterTwoHundredStepsThereAreAsManyTensorsAsAfterTwo([Values(0.0, 0.3)] double dropout, [Values(null, 1.0)] double? clipNorm)
    {
        using var rows = Some.Split(210);
        var options = new TrainerOptions { Epochs = 1, BatchSize = 1, ClipNorm = clipNorm };
        using var run = new TrainingRun(options, dropout: dropout, change: setup => setup with { Train = rows });
        var alive = new List<long>();
        run.Recorder.OnStep = (_, _) => alive.Add(LiveTensors.Count);

        run.Finished();

        Assert.That(alive[199], Is.EqualTo(alive[1]));
    }

    [Test]
    public void EpochsValidationsAndCheckpointsLeaveNothingEither()
    {
        using var folder = new TemporaryFolder();
        using var run = new TrainingRun(new() { Epochs = 8, BatchSize = 8 });
        run.Recorder.Folder = folder.Path;
        var alive = new List<long>();
        run.Recorder.OnEpochDone = _ => alive.Add(LiveTensors.Count);

        run.Finished();

        Assert.That(alive.Skip(1), Is.All.EqualTo(alive[0]));
    }

    [Test]
    public void AnEvaluationLeavesNothing()
    {
        using var run = new TrainingRun();
        var evaluator = new Evaluator(7);

        Assert.That(LiveTensors.LeftBy(() => evaluator.Evaluate(run.Model, run.Validation)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => evaluator.EvaluateTrivial(run.Model, run.Train, run.Validation)), Is.Zero);
    }

    [Test]
    public void AnEvaluationThatIsStoppedHalfWayLeavesNothing()
    {
        using var run = new TrainingRun();
        using var stop = new CancellationTokenSource();
        run.Model.Heads[0].register_forward_hook((_, _, prediction) =>
        {
            stop.Cancel();
            return prediction;
        });

        var left = LiveTensors.LeftBy(() => Assert.That(
            () => new Evaluator(7).Evaluate(run.Model, run.Validation, stop.Token), Throws.InstanceOf<OperationCanceledException>()));

        Assert.That(left, Is.Zero);
        Assert.That(run.Model.training, "and the model is in the mode that it was in");
    }
}
