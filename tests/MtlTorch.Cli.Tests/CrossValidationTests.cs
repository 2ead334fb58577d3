using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl cv, seen from the shell.</summary>
public sealed class CrossValidationTests
{
    private static readonly string[] Grid = ["cv", "sound.json", "--folds", "3", "--grid", "optimizer.weightDecay=0,10", "--set", "tensorBoard.enabled=false"];

    [Test]
    public void AGridIsCrossValidatedAndTheBestIsTrainedOnAllRows()
    {
        using var cli = new Cli();

        var outcome = cli.Run([.. Grid, "--run-dir", "cv", "--jobs", "1"]);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
            Assert.That(outcome.Out, Does.StartWith("cross-validation folder: cv; 6 runs, 1 at once, "));
            Assert.That(outcome.Out, Does.Match(@"\nrun 1 of 6: p1-r1-f1 completed after 2 epochs in "));
            Assert.That(outcome.Out, Does.Match(@"\nrefit completed after [12] epochs? in "));
            Assert.That(outcome.Out, Does.Match(@"\npoint +optimizer.weightDecay +epoch +score +SE +shape accuracy +size rmse *\np1 +0 +[12] +-?0\.\d{4} ± 0\.\d{4} +0\.\d{4} "));
            Assert.That(outcome.Out, Does.Match(@"\nfold +score +shape accuracy +size rmse +own best epoch\n1 "));
            Assert.That(outcome.Out, Does.Match(@"\nBest: p\d \(optimizer.weightDecay=\d+\)\.\nSimplest within one standard error: "));
            Assert.That(outcome.Out, Does.Match(@"\ntask +metric +folds +test +baseline *\n"));
            Assert.That(Directory.EnumerateFileSystemEntries("cv").Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(new[]
            {
                "cv-result.json", "cv.csv", "cv.json", "cv.lock", "cv.md", "experiment.json", "points", "refit", "report.html", "runs",
            }));
            Assert.That(Directory.GetDirectories(Path.Combine("cv", "runs")), Has.Length.EqualTo(6));
            Assert.That(File.ReadLines(Path.Combine("cv", "cv.csv")).Count(), Is.EqualTo(7));
            Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine("cv", "cv-result.json")))!["refit"]!["test"]!["size"]!["rmse"], Is.Not.Null);
        });
    }

    [Test]
    public void WhateverTheNumberOfJobsTheBitsAreTheSame()
    {
        using var cli = new Cli();

        var outcomes = new[] { "1", "1", "3" }.Select((jobs, i) => cli.Run([.. Grid, "--run-dir", $"cv{i}", "--jobs", jobs, "--quiet"])).ToList();

        Assert.That(outcomes.Select(o => (o.ExitCode, o.Text)), Is.All.EqualTo((0, "")));
        foreach (var other in new[] { "cv1", "cv2" })
        {
            Assert.That(File.ReadAllText(Path.Combine(other, "cv.csv")), Is.EqualTo(File.ReadAllText(Path.Combine("cv0", "cv.csv"))));
            Assert.That(File.ReadAllText(Path.Combine(other, "cv-result.json")), Is.EqualTo(File.ReadAllText(Path.Combine("cv0", "cv-result.json"))));
            foreach (var run in Directory.GetDirectories(Path.Combine("cv0", "runs")).Append(Path.Combine("cv0", "refit")))
            {
                Assert.That(Weights(run.Replace("cv0", other, StringComparison.Ordinal)), Is.EqualTo(Weights(run)), run);
            }
        }

        static byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(run, "checkpoints", "last", "model.safetensors"));
    }

    [Test]
    public void WhatIsCompleteIsNotRepeatedAndWhatIsMissingIsTrained()
    {
        using var cli = new Cli();
        var first = cli.Run([.. Grid, "--run-dir", "cv", "--jobs", "1"]);
        Directory.Delete(Path.Combine("cv", "runs", "p2-r1-f2"), recursive: true);
        File.Delete(Path.Combine("cv", "runs", "p1-r1-f1", "result.json"));
        var written = File.GetLastWriteTimeUtc(Path.Combine("cv", "runs", "p1-r1-f2", "result.json"));

        var second = cli.Run("cv", "--resume", "cv", "--jobs", "2");

        Assert.Multiple(() =>
        {
            Assert.That((second.ExitCode, second.Error), Is.EqualTo((0, "")));
            Assert.That(second.Out, Does.Contain("\nrun 2 of 6: p1-r1-f2 is complete\n").And.Contain("\nrun 5 of 6: p2-r1-f2 completed after 2 epochs").And.Contain("\nrefit is complete\n"));
            Assert.That(File.GetLastWriteTimeUtc(Path.Combine("cv", "runs", "p1-r1-f2", "result.json")), Is.EqualTo(written));
            Assert.That(first.Out, Does.EndWith(second.Out[second.Out.IndexOf("\nsound: 3 folds", StringComparison.Ordinal)..]));
        });
    }

    [Test]
    public void TheSameCommandGoesOnAndAnotherIsRefused()
    {
        using var cli = new Cli();
        cli.Run([.. Grid, "--run-dir", "cv", "--jobs", "1", "--quiet"]);

        Assert.That(cli.Run([.. Grid, "--run-dir", "cv"]).Out, Does.Contain("\nrefit is complete\n"));
        var other = cli.Run([.. Grid, "--run-dir", "cv", "--repeats", "2"]);
        Assert.That((other.ExitCode, other.Error), Is.EqualTo((2, $"error: --run-dir: cv is another cross-validation: see {Path.Combine("cv", "cv.json")}. Name another folder, or go on with that one: mtl cv --resume cv.\n")));
    }

    [Test]
    public void AFailedRunIsNamedAndTheOthersGoOn([Values("1", "3")] string jobs)
    {
        using var cli = new Cli();

        var outcome = cli.Run("cv", "sound.json", "--folds", "3", "--grid", "tasks.size.weight=1,1e9", "--run-dir", "cv", "--jobs", jobs, "--set", "optimizer={\"kind\": \"sgd\", \"lr\": 0.1}");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(1));
            Assert.That(outcome.Error, Does.Contain("error: p2-r1-f1 failed: ").And.Contain($"\nDetails: {Path.Combine("cv", "runs", "p2-r1-f3", "log.txt")}\n"));
            Assert.That(outcome.Out, Does.Match(@"\np2 +1e9 +- +- +- +- +- +3 of 3 failed *\n"));
            Assert.That(outcome.Out, Does.Match(@"\np2-r1-f1 failed: .+; see .+log\.txt\. p2 cannot be chosen\.\n"));
            Assert.That(outcome.Out, Does.Contain("\np1 was trained on all rows for "));
        });
    }

    [Test]
    public void WhereAllFailNothingIsChosen()
    {
        using var cli = new Cli();

        var outcome = cli.Run("cv", "sound.json", "--folds", "2", "--run-dir", "cv", "--jobs", "1", "--set", "tasks.size.weight=1e9", "--set", "optimizer={\"kind\": \"sgd\", \"lr\": 10}");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Out, Does.Contain("\nNo point can be chosen, so nothing was trained on all rows.\n"));
        Assert.That(Directory.Exists(Path.Combine("cv", "refit")), Is.False);
    }

    [TestCase("--folds", "1", "--folds: found '1'; give a number from 2 to 10,000.\n'mtl cv --help' says what is possible.\n")]
    [TestCase("--jobs", "0", "--jobs: found '0'; give a number from 1 to 1024.\n'mtl cv --help' says what is possible.\n")]
    [TestCase("--stratify", "form", "--stratify form $.data.fold.stratify: the data set has no target 'form'; it has shape, color, size.\n1 error; nothing was started.\n")]
    [TestCase("--group", "person", "--group person $.data.fold.group: the data set has no column 'person' that groups rows; it has none.\n1 error; nothing was started.\n")]
    [TestCase("--choose", "one-se", "error: --choose one-se: nobody knows which point is the simpler one. Say --simpler KEY=larger or KEY=smaller for a key of the --grid; for lambda, weightDecay and dropout it is known.\n")]
    [TestCase("--grid", "data.fold.seed=1,2", "error: --grid: data.fold.seed decides which rows are trained on and held out, and all points are judged on the same ones. Run a cross-validation for each value.\n")]
    [TestCase("--resume", "cv", "Say what to cross-validate: an experiment file (CONFIG), or a folder to go on with (--resume DIR), not both.\n'mtl cv --help' says what is possible.\n")]
    public void MistakesCreateNothing(string option, string value, string error)
    {
        using var cli = new Cli();

        var outcome = cli.Run("cv", "sound.json", option, value);

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((2, error)));
        Assert.That(cli.Created, Is.Empty);
    }

    [Test]
    public void GoingOnTakesNothingThatTheFolderHas()
    {
        using var cli = new Cli();
        Assert.That(cli.Run("cv", "--resume", "cv", "--folds", "3", "--set", "a=1").Error, Does.StartWith("--resume goes without --folds, --set: "));
        Assert.That(cli.Run("cv", "--resume", "cv").Error, Is.EqualTo("error: --resume: cv is not the folder of a cross-validation: it has no cv.json.\n"));
    }

    [Test]
    public void AStudyCanBeTrainedInProcessesToo()
    {
        using var cli = new Cli();
        string[] command = ["train", "sound.json", "--seeds", "2", "--baselines", "single-task", "--set", "threads=1", "--quiet"];

        var outcome = cli.Run([.. command, "--run-dir", "many", "--jobs", "3"]);
        cli.Run([.. command, "--run-dir", "one"]);

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((0, "")));
        Assert.That(File.ReadAllText(Path.Combine("many", "comparison.csv")), Is.EqualTo(File.ReadAllText(Path.Combine("one", "comparison.csv"))));
    }
}
