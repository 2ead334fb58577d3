using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Running.Calibration;
using MtlTorch.Experiments.Tests.Configs;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Running.Calibration;

public sealed class ThreadCalibrationTests : FolderTests
{
    private const string Small = """
        {
          "name": "small",
          "device": "cpu",
          "data": { "kind": "make-classification", "train": 64, "validation": 16, "test": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [8] } },
          "tasks": { "task1": { "kind": "classification" } },
          "optimizer": { "kind": "sgd", "lr": 0.1 },
          "trainer": { "epochs": 1, "batchSize": 16 }
        }
        """;

    private int threads;

    [SetUp]
    public void KeepThreads() => threads = torch.get_num_threads();

    [TearDown]
    public void RestoreThreads() => torch.set_num_threads(threads);

    [Test]
    public void WhatIsChosenIsRemembered()
    {
        var cache = new CalibrationCache(Folder.Path);
        var first = Settled(cache, 2);
        var measured = cache.Read(Composed().Config, 2)!;

        Assert.That(measured.StepsPerSecond.Keys, Is.EqualTo(new[] { "1 x 1", "2 x 1" }));
        Assert.That(measured.StepsPerSecond.Values, Is.All.Positive);
        Assert.That(first.Config.Threads, Is.EqualTo(measured.Chosen.Threads));

        // Had it been measured again, this could not be chosen.
        var path = cache.PathOf(Composed().Config, 2);
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"threads\": {measured.Chosen.Threads}", "\"threads\": 2", StringComparison.Ordinal));
        Assert.That(Settled(cache, 2).Config.Threads, Is.EqualTo(2));
    }

    [Test]
    public void ReplicasAreTriedWhereTheyAreAskedFor()
    {
        var cache = new CalibrationCache(Folder.Path);
        var settled = Settled(cache, 2, "replicas=auto");

        Assert.That(cache.Read(Composed("replicas=auto").Config, 2)!.StepsPerSecond.Keys, Is.EqualTo(new[] { "1 x 1", "2 x 1", "2 x 2" }));
        Assert.That(settled.Config.Replicas, Is.EqualTo(1).Or.EqualTo(2));
    }

    [Test]
    public void WhatIsGivenIsNotTried()
    {
        var settled = Settled(new CalibrationCache(Folder.Path), 4, "threads=2", "replicas=2");

        Assert.That((settled.Config.Threads, settled.Config.Replicas), Is.EqualTo((2, 2)));
        Assert.That(Directory.EnumerateFileSystemEntries(Folder.Path), Is.Empty);
    }

    [Test]
    public void AnotherSeedIsDividedTheSameWayAndAnotherBatchSizeIsTriedForItself()
    {
        var cache = new CalibrationCache(Folder.Path);

        Assert.That(cache.PathOf(Composed("seed=2").Config, 2), Is.EqualTo(cache.PathOf(Composed().Config, 2)));
        Assert.That(cache.PathOf(Composed("trainer.batchSize=32").Config, 2), Is.Not.EqualTo(cache.PathOf(Composed().Config, 2)));
    }

    [Test]
    public void WithoutAPlaceToRememberNothingIsChosen()
    {
        File.WriteAllText(Folder["file"], "");

        Assert.That(Settled(new CalibrationCache(Folder["file"]), 2).Config.Threads, Is.EqualTo(threads));
        Assert.That(Settled(new CalibrationCache(""), 2).Config.Threads, Is.EqualTo(threads));
    }

    [Test]
    public void TheFirstOfTwoProcessesChooses()
    {
        var cache = new CalibrationCache(Folder.Path);
        var (first, second) = (new Measurement(new Division(1, 1), new Dictionary<string, double>()), new Measurement(new Division(2, 1), new Dictionary<string, double>()));

        Assert.That(cache.Remember(Composed().Config, 2, first)!.Chosen, Is.EqualTo(first.Chosen));
        Assert.That(cache.Remember(Composed().Config, 2, second)!.Chosen, Is.EqualTo(first.Chosen));
        Assert.That(Directory.EnumerateFiles(Folder.Path).Count(), Is.EqualTo(1));
    }

    [Test]
    public void ADamagedMemoryIsMeasuredAnew()
    {
        var cache = new CalibrationCache(Folder.Path);
        Settled(cache, 2);
        File.WriteAllText(cache.PathOf(Composed().Config, 2), "{");

        Settled(cache, 2);

        Assert.That(cache.Read(Composed().Config, 2), Is.Not.Null);
    }

    [Test]
    public void TryingChangesNothingOfTheTraining()
    {
        var plain = Trained(Composed("threads=1"));
        var tried = Settled(new CalibrationCache(Folder["cache"]), 1, "threads=1", "replicas=auto");

        Assert.That(Trained(tried), Is.EqualTo(plain));
    }

    private static IReadOnlyList<string> Trained(ExperimentPlan plan)
    {
        using var run = Run.Of(plan);
        return run.MetricsWithoutTimes;
    }

    private static ExperimentPlan Settled(CalibrationCache cache, int most, params string[] overrides) =>
        new ThreadCalibration(cache, most).Settled(Composed(overrides), CancellationToken.None);

    private static ExperimentPlan Composed(params string[] overrides)
    {
        using var experiment = new Experiment(Small);
        return experiment.Compose(overrides);
    }
}
