using MtlTorch.Training.Costs;

namespace MtlTorch.Tests.Training;

/// <summary>Equal seeds give equal trainings, to the last bit; what only looks on changes nothing.</summary>
public sealed class RepeatabilityTests
{
    [TestCase(0.0)]
    [TestCase(0.4)]
    public void EqualSeedsGiveEqualRecordsAndWeights(double dropout)
    {
        using var first = new TrainingRun(dropout: dropout).Finished();
        torch.manual_seed(123);
        using var second = new TrainingRun(dropout: dropout).Finished();

        Assert.That(second.Records, Is.EqualTo(first.Records));
        Assert.That(second.Weights, Is.EqualTo(first.Weights));
    }

    [Test]
    public void AnotherSeedGivesAnotherTraining()
    {
        using var first = new TrainingRun(seed: 1).Finished();
        using var second = new TrainingRun(seed: 2).Finished();

        Assert.That(second.Records, Is.Not.EqualTo(first.Records));
        Assert.That(second.Weights, Is.Not.EqualTo(first.Weights));
    }

    [Test]
    public void DisturbingTheGlobalGeneratorMeanwhileChangesNothing()
    {
        using var quiet = new TrainingRun(dropout: 0.4).Finished();
        using var disturbed = new TrainingRun(dropout: 0.4);
        disturbed.Recorder.OnStep = (batch, _) => torch.manual_seed(batch);

        Assert.That(disturbed.Finished().Weights, Is.EqualTo(quiet.Weights));
    }

    [Test]
    public void ValidatingAndReadingLossesChangeNothing()
    {
        using var watched = new TrainingRun(dropout: 0.4);
        watched.Recorder.OnStep = (_, losses) => losses();
        using var unwatched = new TrainingRun(dropout: 0.4, change: setup => setup with { Validation = null });

        Assert.That(watched.Finished().Weights, Is.EqualTo(unwatched.Finished().Weights));
        Assert.That(
            watched.Recorder.Records.SelectMany(r => r.TrainLosses.Values),
            Is.EqualTo(unwatched.Recorder.Records.SelectMany(r => r.TrainLosses.Values)));
    }

    [Test]
    public void MeasuringWhatItCostsChangesNothing()
    {
        using var plain = new TrainingRun(dropout: 0.4);
        using var measured = new TrainingRun(dropout: 0.4, change: setup => setup with { Clock = new PhaseClock(["kind", "amount"], torch.CPU, synchronize: true) });
        ModelSummary.Of(measured.Model, measured.Train.Slice(0, 1).Inputs);
        measured.Recorder.OnStep = (_, _) => Assert.That(measured.Trainer.Times.Sum(), Is.Positive);

        Assert.That(measured.Finished().Weights, Is.EqualTo(plain.Finished().Weights));
        Assert.That(measured.Records, Is.EqualTo(plain.Records));
    }

    [Test]
    public void ATrainingThatIsInterruptedAndGoesOnIsTheSame([Values(1, 3, 6, 7, 18)] int steps)
    {
        using var whole = new TrainingRun(dropout: 0.4).Finished();
        using var broken = new TrainingRun(dropout: 0.4);
        using var stop = new CancellationTokenSource();
        var done = 0;
        broken.Recorder.OnStep = (_, _) => Stop(++done == steps, stop);

        Assert.That(broken.Trainer.Run(stop.Token), Is.False);
        broken.Finished();

        Assert.That(broken.Records, Is.EqualTo(whole.Records));
        Assert.That(broken.Weights, Is.EqualTo(whole.Weights));
    }

    private static void Stop(bool now, CancellationTokenSource stop)
    {
        if (now)
        {
            stop.Cancel();
        }
    }
}
