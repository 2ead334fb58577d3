using MtlTorch.Data;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Schedules;

namespace MtlTorch.Tests.Training;

public sealed class TrainerTests
{
    [Test]
    public void ObserverAndCheckpointsAreCalledInOrder()
    {
        using var run = new TrainingRun(new() { Epochs = 2, BatchSize = 20 }).Finished();

        Assert.That(run.Recorder.Calls, Is.EqualTo(new[]
        {
            "epoch 1 with 3 batches begins after 0", "step 1", "step 2", "step 3", "save best", "epoch 1 done", "save last",
            "epoch 2 with 3 batches begins after 0", "step 1", "step 2", "step 3", "save best", "epoch 2 done", "save last",
        }));
    }

    [Test]
    public void BothTasksAreLearnt()
    {
        using var run = new TrainingRun(new() { Epochs = 60, BatchSize = 8 }, optimizer: new AdamOptions { Lr = 0.02 }).Finished();

        var last = run.Recorder.Records[^1];
        Assert.That(last.Validation!["kind", "accuracy"], Is.GreaterThan(0.8));
        Assert.That(last.Validation["amount", "r2"], Is.GreaterThan(0.9));
        Assert.That(last.TrainLosses["amount"], Is.LessThan(0.1 * run.Recorder.Records[0].TrainLosses["amount"]));
    }

    [Test]
    public void TheRecordHoldsTheMeanOfTheStepsLosses()
    {
        using var run = new TrainingRun(new() { Epochs = 1, BatchSize = 20 });
        var steps = new List<double[]>();
        run.Recorder.OnStep = (_, losses) => steps.Add([.. losses()]);

        var record = run.Finished().Recorder.Records.Single();

        Assert.That(record.TrainLosses, Is.EqualTo(new Dictionary<string, double>
        {
            ["kind"] = steps.Average(s => s[0]),
            ["amount"] = steps.Average(s => s[1]),
        }).Within(1e-12));
        Assert.That(record.Weights, Is.EqualTo(new Dictionary<string, double> { ["kind"] = 1, ["amount"] = 1 }));
    }

    [Test]
    public void TheRateFollowsTheScheduleFromStepToStep()
    {
        using var run = new TrainingRun(
            new() { Epochs = 4, BatchSize = 8 },
            optimizer: new SgdOptions { Lr = 0.5 },
            change: setup => setup with { Schedule = new StepOptions { Every = 2, Factor = 0.1, Warmup = 2 } }).Finished();

        // Six steps an epoch: the sixth of twelve steps of warm-up, then the twelfth; after two epochs a tenth.
        Assert.That(run.Recorder.Records.Select(r => r.LearningRate), Is.EqualTo(new[] { 0.25, 0.5, 0.05, 0.05 }).Within(1e-12));
    }

    [TestCase(true, 5)]
    [TestCase(false, 6)]
    public void TheLastSmallBatchCanBeLeftOut(bool dropLast, int batches)
    {
        using var run = new TrainingRun(new() { Epochs = 1, BatchSize = 8, DropLast = dropLast }).Finished();

        Assert.That(run.Trainer.Progress.Step, Is.EqualTo(batches));
    }

    [Test]
    public void WithoutValidationNothingIsChosen()
    {
        using var run = new TrainingRun(change: setup => setup with { Validation = null }).Finished();

        Assert.That(run.Recorder.Calls, Does.Not.Contain("save best"));
        Assert.That(run.Recorder.Saved, Has.Count.EqualTo(3));
        Assert.That(run.Recorder.Records.Select(r => (r.Validation, r.Score, r.IsBest)), Is.All.EqualTo(((object?)null, (double?)null, false)));
        Assert.That((run.Trainer.Progress.BestEpoch, run.Trainer.Progress.BestScore), Is.EqualTo(((int?)null, (double?)null)));
    }

    [Test]
    public void ProgressSaysWhereTheTrainingStands()
    {
        using var run = new TrainingRun().Finished();

        Assert.That(run.Recorder.Saved.Select(p => (p.Epoch, p.Batch, p.Step)), Is.EqualTo(new[] { (2, 0L, 6L), (3, 0L, 12L), (4, 0L, 18L) }));
        Assert.That(run.Trainer.TrainSeconds, Is.EqualTo(run.Recorder.Records.Sum(r => r.TrainSeconds)).Within(1e-6));
        Assert.That(run.Trainer.ParameterCount, Is.EqualTo(run.Model.parameters().Sum(p => p.numel())));
    }

    [Test]
    public void AModelInDoublePrecisionTrainsToo()
    {
        using var scope = torch.NewDisposeScope();
        using var run = new TrainingRun(change: setup => setup with
        {
            Model = setup.Model.to(torch.float64),
            Train = InDoublePrecision(setup.Train),
            Validation = InDoublePrecision(setup.Validation!),
        });

        Assert.That(run.Finished().Recorder.Records[^1].TrainLosses["amount"], Is.LessThan(run.Recorder.Records[0].TrainLosses["amount"]));
    }

    private static IEnumerable<TestCaseData> Misfits()
    {
        yield return Case(
            "patience", new() { Patience = 3 },
            "patience: stopping early needs a validation split, and there is none; hold rows out with data.validation, or leave patience out.");
        yield return Case(
            "dropLast", new() { BatchSize = 46, DropLast = true },
            "dropLast: an epoch of 45 rows has no full batch of 46; use a smaller batchSize, or leave dropLast out.");
        yield return Case("select", new() { Select = "weather.accuracy" }, "select: 'weather.accuracy' is not known. Use \"skill\", \"loss\" or one of kind.accuracy,");

        static TestCaseData Case(string name, TrainerOptions options, string message) =>
            new TestCaseData(options, message).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Misfits))]
    public void OptionsThatDoNotFitTheDataAreRefused(TrainerOptions options, string message) => Assert.That(
        () => new TrainingRun(options, change: setup => setup with { Validation = null }),
        Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith(message));

    private static Split InDoublePrecision(Split split) =>
        new(split.Inputs.to(torch.float64), split.Targets.ToDictionary(t => t.Key, t => t.Key == "kind" ? t.Value : t.Value.to(torch.float64)));
}
