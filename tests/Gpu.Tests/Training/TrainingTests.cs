using System.Globalization;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;

namespace Gpu.Tests.Training;

/// <summary>The same experiment comes out the same on the CPU and on a device, within what rounding makes of it in a few steps.</summary>
[TestFixtureSource(typeof(Devices), nameof(Devices.All))]
public sealed class TrainingTests(string name)
{
    private const string Conv = "model.trunk={\"kind\": \"conv\", \"blocks\": [{ \"channels\": 4, \"norm\": \"batch\" }], \"dense\": [16], \"dropout\": 0.2}";
    private const string Features = "\"gradients\": \"representation\"";

    private static readonly string[] Methods =
    [
        "{\"kind\": \"equal\"}", "{\"kind\": \"uncertainty\"}", "{\"kind\": \"random\"}", "{\"kind\": \"famo\"}", "{\"kind\": \"pcgrad\"}", "{\"kind\": \"cagrad\"}", "{\"kind\": \"mgda\"}",
        "{\"kind\": \"nash-mtl\"}", "{\"kind\": \"upgrad\"}", "{\"kind\": \"graddrop\"}", "{\"kind\": \"db-mtl\"}", $"{{\"kind\": \"mgda\", {Features}}}", $"{{\"kind\": \"pcgrad\", {Features}}}",
    ];

    [TestCaseSource(nameof(Methods))]
    public void Balancing_methods_train_the_same(string method) => Compare(Experiment.Sound, $"balancing={method}", "optimizer={\"kind\": \"sgd\", \"lr\": 0.01, \"momentum\": 0.9}");

    [TestCase("{\"kind\": \"sgd\", \"lr\": 0.01}")]
    [TestCase("{\"kind\": \"adam\", \"lr\": 0.001}")]
    [TestCase("{\"kind\": \"adamw\", \"lr\": 0.001}")]
    public void Convolutions_normalization_and_dropout_train_the_same(string optimizer) => Compare(Experiment.Sound, Conv, $"optimizer={optimizer}", "trainer.clipNorm=1");

    [Test]
    public void Sparse_autoencoders_train_the_same() => Compare(Experiment.Sparse, "optimizer.lr=0.001");

    [Test]
    public void The_same_device_repeats_itself_to_the_last_bit()
    {
        using var once = Run.Of(Experiment.Sound, Conv, $"device={name}");
        using var again = Run.Of(Experiment.Sound, Conv, $"device={name}");

        Assert.That(again.MetricsWithoutTimes, Is.EqualTo(once.MetricsWithoutTimes));
    }

    private void Compare(string experiment, params string[] overrides)
    {
        using var here = Run.Of(experiment, [.. overrides, "device=cpu"]);
        using var run = Run.Of(experiment, [.. overrides, $"device={name}"]);
        var (expected, actual) = (Losses(here), Losses(run));

        Assert.Multiple(() =>
        {
            Assert.That(run.Plan.Config.Device, Does.StartWith(name));
            Assert.That(actual.Keys, Is.EqualTo(expected.Keys));
            foreach (var (place, loss) in expected)
            {
                Assert.That(actual[place], Is.EqualTo(loss).Within(0.2).Percent, place);
            }
        });
    }

    /// <summary>The losses of all tasks by epoch, split and task.</summary>
    private static SortedDictionary<string, double> Losses(Run run)
    {
        var losses = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in run.Metrics)
        {
            foreach (var (task, figures) in line["tasks"]!.AsObject())
            {
                losses[string.Create(CultureInfo.InvariantCulture, $"epoch {line["epoch"]}, {line["split"]}, {task}")] = figures!["loss"]!.GetValue<double>();
            }
        }

        return losses;
    }
}
