using MtlTorch.Data;
using MtlTorch.Experiments.Tests.Configs;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>The test split chooses nothing: garbage in its targets changes its figures, and nothing else to the last bit.</summary>
public sealed class PoisonedTests
{
    private static readonly string[] Settings =
        ["trainer.epochs=30", "trainer.patience=2", "optimizer.lr=0.05", "probes.shape={}", "probes.size={\"on\": \"inputs\", \"lambda\": 1}"];

    [TestCase("skill")]
    [TestCase("loss")]
    [TestCase("size.rmse")]
    public void GarbageInTheTestTargetsChangesTheTestFiguresAlone(string select)
    {
        using var experiment = new Experiment();
        var plan = experiment.Compose([.. Settings, $"trainer.select={select}"]);
        using var clean = Run.Of(plan);
        using var poisoned = Run.Of(plan with { Data = new PoisonedData(plan.Data, () => { }) });

        Assert.Multiple(() =>
        {
            Assert.That(poisoned.Result.Test!["shape", "loss"], Is.Not.EqualTo(clean.Result.Test!["shape", "loss"]), "the poison works");
            Assert.That(poisoned.Result.Test!["size", "rmse"], Is.GreaterThan(100 * clean.Result.Test!["size", "rmse"]));
            foreach (var (name, probe) in clean.Result.Probes!)
            {
                Assert.That(poisoned.Result.Probes![name].Test, Is.Not.EqualTo(probe.Test!), name);
                Assert.That(poisoned.Result.Probes![name] with { Test = probe.Test }, Is.EqualTo(probe), $"{name}: all but the test figure");
            }

            Assert.That((poisoned.Result.BestEpoch, poisoned.Result.Epochs), Is.EqualTo((clean.Result.BestEpoch, clean.Result.Epochs)));
            Assert.That(poisoned.Result.Validation!.Tasks, Is.EqualTo(clean.Result.Validation!.Tasks));
            Assert.That(poisoned.MetricsWithoutTimes, Is.EqualTo(clean.MetricsWithoutTimes));
            foreach (var file in new[] { "model.safetensors", "optimizer.safetensors" })
            {
                Assert.That(Bytes(poisoned.Folder.BestCheckpoint, file), Is.EqualTo(Bytes(clean.Folder.BestCheckpoint, file)), $"best {file}");
                Assert.That(Bytes(poisoned.Folder.LastCheckpoint, file), Is.EqualTo(Bytes(clean.Folder.LastCheckpoint, file)), $"last {file}");
            }
        });
    }

    [Test]
    public void TheSettingsStopEarly()
    {
        // Else the test above would not see it if early stopping looked at the test split.
        using var run = Run.Of(Experiment.Sound, Settings);

        Assert.That(run.Result.Epochs, Is.LessThan(30));
        Assert.That(run.Result.BestEpoch, Is.EqualTo(run.Result.Epochs - 2));
    }

    [Test]
    public void TheTestSplitIsLoadedOnceWhenAllIsTrained()
    {
        using var experiment = new Experiment();
        var plan = experiment.Compose();
        var loads = 0;
        var data = new PoisonedData(plan.Data, () => loads++);
        data.BeforeTest = () => Assert.That(data.Loaded, Is.EqualTo(new[] { SplitName.Train, SplitName.Validation }));
        using var run = Run.Of(plan with { Data = data }, (_, _) => Assert.That(loads, Is.Zero, "not during the training"));

        Assert.That((loads, run.Result.Epochs, run.Result.Error), Is.EqualTo((1, 2, (string?)null)));
    }

    private static byte[] Bytes(string folder, string file) => File.ReadAllBytes(Path.Combine(folder, file));
}
