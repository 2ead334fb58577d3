using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training.Evaluation;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Studies;

/// <summary>What a study trains, repeats and leaves, with runs that only pretend to train.</summary>
public sealed class StudyRunnerTests : FolderTests
{
    private readonly List<string> trained = [];

    [SetUp]
    public void Forget() => trained.Clear();

    [Test]
    public void AStudyThatWasInterruptedGoesOnWhereItStopped()
    {
        var first = Run([1, 2], stopAt: "single-task-shape-s1");
        var begun = trained.ToList();
        trained.Clear();
        var second = Run([1, 2]);

        Assert.Multiple(() =>
        {
            Assert.That((first, second), Is.EqualTo((RunStatus.Interrupted, RunStatus.Completed)));
            Assert.That(begun, Is.EqualTo(new[] { "multi-task-s1", "single-task-shape-s1" }));
            Assert.That(trained, Is.EqualTo(new[] { "single-task-shape-s1", "single-task-size-s1", "multi-task-s2", "single-task-shape-s2", "single-task-size-s2" }));
        });
    }

    [Test]
    public void SeedsCanBeAddedLater()
    {
        Run([1]);
        trained.Clear();
        Run([1, 5]);

        Assert.That(trained, Is.EqualTo(new[] { "multi-task-s5", "single-task-shape-s5", "single-task-size-s5" }));
    }

    [Test]
    public void ARunThatFailsDoesNotKeepTheOthersFromTraining()
    {
        var status = Run([1, 2], failAt: "multi-task-s1");

        Assert.That((status, trained.Count), Is.EqualTo((RunStatus.Failed, 6)));
        Assert.That(File.ReadAllText(Folder["study", "comparison.md"]), Does.Contain("multi-task-s1 is left out: it failed: It broke. See "));
    }

    [Test]
    public void TheComparisonIsLeftInFourFormats()
    {
        Run([1, 2]);

        Assert.That(Directory.EnumerateFiles(Folder["study"]).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(new[]
        {
            "comparison.csv", "comparison.html", "comparison.json", "comparison.md", "experiment.json", "study.json", "study.lock",
        }));
        Assert.That(File.ReadAllText(Folder["study", "comparison.md"]), Does.Contain("| single task |").And.Contain("| sound |"));
    }

    [Test]
    public void TheExperimentIsLeftAndRepeatsTheStudy()
    {
        Run([4, 2], "optimizer.lr=0.5");
        trained.Clear();
        var plan = ExperimentPlan.Compose(Folder["study", "experiment.json"]);
        using var folder = StudyFolder.Open(plan.Config, [4, 2], "single-task", StudyPoint.Compose(plan, [4, 2], true), Folder["study"], TimeProvider.System);

        Assert.That(StudyPoint.Compose(plan, [4, 2], true).Select(folder.StateOf), Is.All.EqualTo(PointState.Complete));
    }

    [Test]
    public void ARunOfAnotherConfigurationIsRefusedBeforeAnythingIsTrained()
    {
        Run([1]);
        trained.Clear();

        Assert.That(Assert.Throws<InvalidOptionException>(() => Run([1, 2], "optimizer.lr=0.5"))!.Message, Is.EqualTo(
            $"--run-dir: {Folder["study", "multi-task-s1"]} is a run of another experiment: its optimizer.lr is 0.01, not 0.5. Name another folder."));
        Assert.That(trained, Is.Empty);
    }

    [Test]
    public void AFolderWithOtherThingsIsRefused()
    {
        Folder.Write("study/notes.txt", "precious");

        Assert.That(Assert.Throws<InvalidOptionException>(() => Run([1]))!.Message, Is.EqualTo(
            $"--run-dir: {Folder["study"]} is not empty and not the folder of a study. Name another folder; a run never writes over another."));
        Assert.That(Directory.EnumerateFileSystemEntries(Folder["study"]).Count(), Is.EqualTo(1));
    }

    [Test]
    public void TwoProcessesDoNotTrainIntoOneStudy()
    {
        using var experiment = new Experiment();
        var points = StudyPoint.Compose(experiment.Compose(), [1], singleTask: true);
        using var folder = StudyFolder.Open(experiment.Compose().Config, [1], "single-task", points, Folder["study"], TimeProvider.System);

        Assert.That(Assert.Throws<InvalidOptionException>(() => Run([1]))!.Message, Is.EqualTo($"--run-dir: the folder '{Folder["study"]}' cannot be used: another process trains into it."));
    }

    private RunStatus Run(IReadOnlyList<long> seeds, string setting) => Run(seeds, null, null, setting);

    private RunStatus Run(IReadOnlyList<long> seeds, string? stopAt = null, string? failAt = null, params string[] overrides)
    {
        using var experiment = new Experiment();
        var plan = experiment.Compose(overrides);
        var points = StudyPoint.Compose(plan, seeds, singleTask: true);
        using var folder = StudyFolder.Open(plan.Config, seeds, "single-task", points, Folder["study"], TimeProvider.System);
        var runner = new StudyRunner(folder, points, new Silence(), TimeProvider.System);
        var status = runner.Run((point, run, _) => Pretend(point, run, point.Name == stopAt ? RunStatus.Interrupted : point.Name == failAt ? RunStatus.Failed : RunStatus.Completed));
        if (status != RunStatus.Interrupted)
        {
            StudyRunner.Compare(folder, points);
        }

        return status;
    }

    private RunResult Pretend(StudyPoint point, RunFolder folder, RunStatus status)
    {
        trained.Add(point.Name);
        var scores = new Scores(point.Plan.Tasks.ToDictionary(t => t.Name, t => (IReadOnlyDictionary<string, double>)t.Metrics.ToDictionary(m => m.Name, _ => 0.5)));
        var result = new RunResult { Status = status, Epochs = 2, Seconds = 1, Test = scores, Error = status == RunStatus.Failed ? "It broke." : null };
        File.WriteAllText(folder.Result, JsonSerializer.Serialize(result, RunJson.Indented));
        Assert.That(ConfigTree.Read(folder.Resolved, []).ToConfig().Seed, Is.EqualTo(point.Plan.Config.Seed));
        return result;
    }

    private sealed class Silence : IPoolReporter
    {
        public void RunReached(RunRequest run, string folder, int number, int count, bool isComplete)
        {
        }

        public void RunEnded(RunRequest run, string folder, int number, int count, RunResult result)
        {
        }
    }
}
