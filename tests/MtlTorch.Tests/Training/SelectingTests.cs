using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Training;

/// <summary>Which epoch is the best one, and when patience is over.</summary>
public sealed class SelectingTests
{
    /// <summary>So large a rate that scores rise and fall.</summary>
    private static readonly OptimizerOptions Restless = new SgdOptions { Lr = 0.5, Momentum = 0.8 };

    /// <summary>So small a rate that no weight ever changes.</summary>
    private static readonly OptimizerOptions Still = new SgdOptions { Lr = 1e-30 };

    [TestCase("skill")]
    [TestCase("loss")]
    [TestCase("kind.f1")]
    [TestCase("amount.rmse")]
    public void TheBestEpochIsTheFirstWithTheHighestScore(string select)
    {
        using var run = new TrainingRun(new() { Epochs = 12, BatchSize = 8, Select = select }, optimizer: Restless).Finished();

        var records = run.Recorder.Records;
        var best = records.MaxBy(r => r.Score)!;
        Assert.That(records.Zip(records.Skip(1)).Count(p => p.Second.Score < p.First.Score), Is.GreaterThan(0), "the scores must also fall");
        Assert.That((run.Trainer.Progress.BestEpoch, run.Trainer.Progress.BestScore), Is.EqualTo(((int?)best.Epoch, best.Score)));
        Assert.That(records.Where(r => r.IsBest), Is.EqualTo(records.Where(r => records.TakeWhile(e => e != r).All(e => e.Score < r.Score))));
        Assert.That(run.Recorder.Best, Has.Count.EqualTo(records.Count(r => r.IsBest)));
    }

    [Test]
    public void TheScoreIsThatOfTheRule()
    {
        using var run = new TrainingRun(new() { Epochs = 2, BatchSize = 8, Select = "amount.mae" }).Finished();

        Assert.That(run.Recorder.Records.Select(r => r.Score), Is.EqualTo(run.Recorder.Records.Select(r => -r.Validation!["amount", "mae"])));
    }

    [TestCase(1, 2)]
    [TestCase(3, 4)]
    public void PatienceEndsAfterSoManyEpochsWithoutABetterOne(int patience, int epochs)
    {
        using var run = new TrainingRun(new() { Epochs = 30, BatchSize = 8, Patience = patience }, optimizer: Still).Finished();

        Assert.That(run.Recorder.Records, Has.Count.EqualTo(epochs));
        Assert.That(run.Trainer.Progress.BestEpoch, Is.EqualTo(1), "equal is not better");
    }

    [Test]
    public void ABetterEpochRenewsThePatience()
    {
        using var run = new TrainingRun(new() { Epochs = 100, BatchSize = 8, Patience = 4 }, optimizer: Restless).Finished();

        var best = run.Trainer.Progress.BestEpoch!.Value;
        Assert.That(best, Is.GreaterThan(1));
        Assert.That(run.Recorder.Records[^1].Epoch, Is.EqualTo(best + 4));
    }

    [Test]
    public void AnyNumberBeatsAScoreThatIsNone()
    {
        using var folder = new TemporaryFolder();
        using var run = new TrainingRun(new() { Epochs = 4, BatchSize = 8, Select = "loss" }, optimizer: Still);
        using var sound = run.Validation.Targets["amount"].clone();
        using var unknown = torch.full_like(sound, double.NaN);
        run.Recorder.Folder = folder.Path;
        run.Recorder.OnEpochStarted = epoch => run.Validation.Targets["amount"].copy_(epoch < 3 ? unknown : sound);

        run.Finished();

        Assert.That(run.Recorder.Records.Select(r => double.IsNaN(r.Score!.Value)), Is.EqualTo(new[] { true, true, false, false }));
        Assert.That(run.Trainer.Progress.BestEpoch, Is.EqualTo(3));
    }

    [Test]
    public void AScoreThatStaysNoneStillLeavesACheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var run = new TrainingRun(new() { Epochs = 2, BatchSize = 8, Select = "loss" });
        run.Recorder.Folder = folder.Path;
        run.Validation.Targets["amount"].fill_(double.NaN);

        run.Finished();

        Assert.That(run.Trainer.Progress.BestEpoch, Is.EqualTo(1));
        Assert.That(Directory.Exists(folder["best"]));
    }
}
