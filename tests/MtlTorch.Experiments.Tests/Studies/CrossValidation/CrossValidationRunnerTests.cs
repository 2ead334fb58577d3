using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies.CrossValidation;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Studies.CrossValidation;

/// <summary>What a cross-validation trains and chooses.</summary>
public sealed class CrossValidationRunnerTests : FolderTests
{
    private static readonly CrossValidationRequest Request = new() { Folds = 3, Grid = [GridAxis.Parse("optimizer.weightDecay=0,0.5")] };

    [Test]
    public void GarbageInTheTestTargetsChangesTheTestFiguresOfTheRefitAlone()
    {
        using var cv = new RunCrossValidation(Folder.Path);
        var (status, clean) = cv.Run("clean", Request, data => data, "trainer.epochs=8");
        var (_, poisoned) = cv.Run("poisoned", Request, data => new PoisonedData(data, () => { }), "trainer.epochs=8");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(RunStatus.Completed));
            Assert.That(poisoned!.Refit!.Test!["size", "rmse"], Is.GreaterThan(100 * clean!.Refit!.Test!["size", "rmse"]), "the poison works");
            Assert.That(CrossValidationFiles.Csv(poisoned), Is.EqualTo(CrossValidationFiles.Csv(clean)));
            Assert.That((poisoned.Choice.Chosen!.Point.Name, poisoned.Choice.Chosen.Epoch), Is.EqualTo((clean.Choice.Chosen!.Point.Name, clean.Choice.Chosen.Epoch)));
            foreach (var run in cv.Runs("clean"))
            {
                Assert.That(Weights(run.Replace("clean", "poisoned", StringComparison.Ordinal)), Is.EqualTo(Weights(run)), run);
            }
        });
    }

    [Test]
    public void FoldRunsNeverReadTheTestSplitAndTheRefitReadsItOnceInTheEnd()
    {
        var sets = new List<PoisonedData>();
        using var cv = new RunCrossValidation(Folder.Path);

        cv.Run("cv", Request with { Grid = [] }, data =>
        {
            sets.Add(new PoisonedData(data, () => { }));
            return sets[^1];
        });

        Assert.That(sets.Select(s => string.Join(' ', s.Loaded)), Is.EqualTo(new[] { "Train Validation", "Train Validation", "Train Validation", "Train Test" }));
        Assert.That(() => sets[0].Load(SplitName.Test), Throws.InstanceOf<InvalidOperationException>(), "nor could they");
    }

    [Test]
    public void TheRefitIsTheBeginningOfATrainingWithTheScheduleOfTheFolds()
    {
        using var cv = new RunCrossValidation(Folder.Path);
        var (_, result) = cv.Run("cv", Request with { Grid = [] }, data => data, "trainer.epochs=20", "trainer.patience=19", "schedule={\"kind\": \"cosine\"}", "optimizer.lr=0.05", "trainer.select=loss");
        var refit = ConfigTree.Read(Folder["cv", "refit", "resolved.json"], []).ToConfig();
        var folds = MetricsFile.Lines(Folder["cv", "runs", "p1-r1-f1", "metrics.jsonl"]).Where(l => l["split"]!.GetValue<string>() == "train");
        var whole = MetricsFile.Lines(Folder["cv", "refit", "metrics.jsonl"]).ToList();
        var epoch = result!.Choice.Chosen!.Epoch!.Value;

        Assert.Multiple(() =>
        {
            Assert.That(epoch, Is.LessThan(20), "else the schedule would be the same anyway");
            Assert.That((refit.Data.Fold!.Index, refit.Trainer.Patience, refit.Trainer.Epochs, refit.Trainer.StopAfter), Is.EqualTo((0, (int?)null, 20, epoch)));
            Assert.That(whole.Select(l => l["split"]!.GetValue<string>()), Is.EqualTo(Enumerable.Repeat("train", epoch)));
            Assert.That(result.Refit!.Epochs, Is.EqualTo(epoch));

            // 64 rows of a fold and 96 of the refit, 16 per step: 4 and 6 steps per epoch of the same cosine.
            Assert.That(Rate(whole[^1]), Is.EqualTo(0.05 * (1 + Math.Cos(Math.PI * (epoch * 6 - 1) / 120)) / 2).Within(1e-12));
            Assert.That(Rate(folds.ElementAt(epoch - 1)), Is.EqualTo(0.05 * (1 + Math.Cos(Math.PI * (epoch * 4 - 1) / 80)) / 2).Within(1e-12));
        });

        static double Rate(System.Text.Json.Nodes.JsonObject line) => line["learningRate"]!.GetValue<double>();
    }

    [Test]
    public void EachRowCanBeAFoldOfItsOwn()
    {
        using var cv = new RunCrossValidation(Folder.Path);
        var (status, result) = cv.Run("cv", new CrossValidationRequest { Folds = 12 }, data => data, "data.train=9", "data.validation=3", "trainer.select=size.rmse", "trainer.epochs=1", "tensorBoard.enabled=false");

        Assert.That((status, result!.Points[0].Scores.Count, result.Plan.Rows), Is.EqualTo((RunStatus.Completed, 12, 12)));
        Assert.That(result.Points[0].Folds.Select(f => f.Epochs[0].Validation!["size", "rmse"]).Distinct().Count(), Is.EqualTo(12));
    }

    [Test]
    public void AFoldThatFailsTakesItsPointOutOfTheChoice()
    {
        using var cv = new RunCrossValidation(Folder.Path) { Fails = "p1-r1-f2" };
        var (status, result) = cv.Run("cv", Request, data => data);
        var again = new RunCrossValidation(Folder.Path).Run("cv", Request, data => data);

        Assert.Multiple(() =>
        {
            Assert.That((status, result!.Choice.Chosen!.Point.Name, result.Points[0].Epoch), Is.EqualTo((RunStatus.Failed, "p2", (int?)null)));
            Assert.That(new CrossValidationTables(result).Remarks.First(), Is.EqualTo($"p1-r1-f2 failed: It broke; see {Folder["cv", "runs", "p1-r1-f2", "log.txt"]}. p1 cannot be chosen."));
            Assert.That(again.Status, Is.EqualTo(RunStatus.Completed), "it was trained again");
            Assert.That(again.Result!.Refit!.Status, Is.EqualTo(RunStatus.Completed), "whatever was chosen before");
        });
    }

    [Test]
    public void ThePointsOfAFolderAreRefusedToAnotherCrossValidation()
    {
        using var cv = new RunCrossValidation(Folder.Path);
        cv.Run("cv", Request with { Grid = [] }, data => data);

        Assert.That(Assert.Throws<InvalidOptionException>(() => cv.Run("cv", Request, data => data))!.Message, Does.StartWith($"--run-dir: {Folder["cv"]} is another cross-validation"));
        Assert.That(Assert.Throws<InvalidOptionException>(() => cv.Run("cv", Request with { Grid = [] }, data => data, "optimizer.lr=0.5"))!.Message, Does.Contain("its optimizer.lr is 0.01, not 0.5"));
    }

    [Test]
    public void AllMistakesOfAllPointsAreToldAtOnce()
    {
        using var experiment = new Experiment();
        var request = new CrossValidationRequest { Folds = 200, Stratify = ["form"], Grid = [GridAxis.Parse("optimizer.lr=1,-1"), GridAxis.Parse("trainer.batchSize=x,0")] };

        var errors = Assert.Throws<ConfigException>(() => CrossValidationPlan.Compose(experiment.File, [], request))!.Errors;

        Assert.That(errors.Select(e => $"{e.Origin} {e.Path}"), Is.EquivalentTo(new[]
        {
            "--grid optimizer.lr=-1 $.optimizer.lr", "--grid trainer.batchSize=x $.trainer.batchSize", "--grid trainer.batchSize=0 $.trainer.batchSize", "--folds 200 $.data.fold.count",
        }));
    }

    private static byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(run, "checkpoints", "last", "model.safetensors"));
}
