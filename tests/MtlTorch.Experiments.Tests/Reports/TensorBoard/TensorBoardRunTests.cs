using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

/// <summary>What TensorBoard reads of a real run.</summary>
public sealed class TensorBoardRunTests
{
    private const string Convolutional = """
        {
          "name": "pictures",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "conv", "blocks": [{ "channels": 4, "norm": "batch" }], "dense": [32] } },
          "tasks": {
            "shape": { "kind": "classification" },
            "size": { "kind": "regression", "weight": 0.5 }
          },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 2, "batchSize": 16, "diagnosticsEvery": 4 }
        }
        """;

    private Run run = null!;
    private IReadOnlyList<TaggedValue> values = null!;

    [OneTimeSetUp]
    public void RunOnce()
    {
        run = Run.Of(Convolutional);
        values = EventReader.Values(run.Folder.Path);
    }

    [OneTimeTearDown]
    public void Remove() => run.Dispose();

    [Test]
    public void TheFileHasANameAndABeginningThatTensorBoardKnows()
    {
        var events = EventReader.Events(run.Folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(Path.GetFileName(EventReader.Files(run.Folder.Path).Single()), Does.Match(@"^events\.out\.tfevents\.\d{10}\..+\.\d+\.0$"));
            Assert.That(events[0].Text("file_version"), Is.EqualTo("brain.Event:2"));
            Assert.That(events[0].Message("source_metadata", "SourceMetadata").Text("writer"), Is.EqualTo("MtlTorch"));
            Assert.That(events[1].Whole("step"), Is.EqualTo(1));
            Assert.That(events[1].Message("session_log", "SessionLog").Whole("status"), Is.EqualTo(1));
            Assert.That(events.Select(e => e.Double("wall_time")), Is.Ordered.And.All.GreaterThan(1.7e9));
        });
    }

    [Test]
    public void ScalarsAreThoseOfTheMetricsFile()
    {
        foreach (var line in run.Metrics.Where(m => m.ContainsKey("split")))
        {
            var (step, split) = (4 * line["epoch"]!.GetValue<long>(), line["split"]!.GetValue<string>());
            foreach (var (task, figures) in line["tasks"]!.AsObject())
            {
                foreach (var (metric, value) in figures!.AsObject())
                {
                    Assert.That(Scalar($"{split}/{task}/{metric}", step), Is.EqualTo((float)value!.GetValue<double>()), $"{split} {task} {metric}");
                }
            }
        }

        var train = run.Metrics.Last(m => m["split"]?.GetValue<string>() == "train");
        Assert.Multiple(() =>
        {
            Assert.That(Scalar("weights/size", 8), Is.EqualTo((float)train["weights"]!["size"]!.GetValue<double>()));
            Assert.That(Scalar("optimizer/learningRate", 8), Is.EqualTo((float)train["learningRate"]!.GetValue<double>()));
            Assert.That(Scalar("time/trainSeconds", 8), Is.EqualTo((float)train["seconds"]!.GetValue<double>()));
            Assert.That(Scalar("time/epoch", 8), Is.EqualTo(2));
            Assert.That(Scalar("time/stepsPerSecond", 4), Is.Positive);
            Assert.That(values.Count(v => v.Tag == "validation/score"), Is.EqualTo(2));
        });
    }

    [Test]
    public void MeasuredGradientsAreThere()
    {
        var gradients = run.Metrics.First(m => m.ContainsKey("gradients"))["gradients"]!;

        Assert.That(Scalar("gradients/norm/shape", 4), Is.EqualTo((float)gradients["norms"]![0]!.GetValue<double>()));
        Assert.That(Scalar("gradients/cosine/shape-size", 8), Is.InRange(-1, 1));
        Assert.That(values.Count(v => v.Tag == "weights/shape"), Is.EqualTo(2), "a measured step that ends an epoch is there once");
    }

    [Test]
    public void ParametersHaveHistogramsAfterEveryEpoch()
    {
        var weight = values.Single(v => v.Tag == "parameters/shared.trunk.blocks.0.conv.weight" && v.Step == 8).Value.Message("histo", "HistogramProto");
        var shared = values.Single(v => v.Tag == "gradients/values/shared" && v.Step == 8).Value.Message("histo", "HistogramProto");

        Assert.Multiple(() =>
        {
            Assert.That(weight.Double("num"), Is.EqualTo(4 * 3 * 3 * 3));
            Assert.That(weight.Doubles("bucket"), Has.Length.EqualTo(30));
            Assert.That(weight.Doubles("bucket").Sum(), Is.EqualTo(4 * 3 * 3 * 3));
            Assert.That(weight.Doubles("bucket_limit")[^1], Is.EqualTo(weight.Double("max")));
            Assert.That(shared.Double("num"), Is.EqualTo(4 * 27 + 8 + (4 * 64 * 32) + 32), "filters, norm, dense layer");
            Assert.That(shared.Double("sum_squares"), Is.Positive);
            Assert.That(values.Count(v => v.Value.Has("histo")), Is.EqualTo(2 * (9 + 3)));
        });
    }

    [Test]
    public void FiltersAndInputsAreShown()
    {
        var pictures = values.Where(v => v.Value.Has("image")).Select(v => (v.Step, v.Tag, Size(v.Value.Message("image", "Image"))));

        Assert.That(pictures, Is.EquivalentTo(new[]
        {
            (0L, "validation/inputs", "69 x 69"),
            (4L, "gradients/cosines", "48 x 48"),
            (8L, "gradients/cosines", "48 x 48"),
            (4L, "parameters/filters", "57 x 57"),
            (8L, "parameters/filters", "57 x 57"),
        }));

        static string Size(WireMessage image) => $"{image.Whole("width")} x {image.Whole("height")}";
    }

    [Test]
    public void HyperParametersAreTheWholeConfiguration()
    {
        var metadata = values.Single(v => v.Tag == "_hparams_/session_start_info").Value.Message("metadata", "SummaryMetadata");
        var plugin = metadata.Message("plugin_data", "PluginData");
        var start = plugin.Message("content", "HParamsPluginData").Message("session_start_info", "SessionStartInfo");
        var hparams = Google.Protobuf.WellKnownTypes.Struct.Parser.ParseFrom(start.Raw("hparams")).Fields;

        Assert.Multiple(() =>
        {
            Assert.That(plugin.Text("plugin_name"), Is.EqualTo("hparams"));
            Assert.That(hparams["optimizer.lr"].NumberValue, Is.EqualTo(0.01));
            Assert.That(hparams["tasks.size.weight"].NumberValue, Is.EqualTo(0.5));
            Assert.That(hparams["balancing.kind"].StringValue, Is.EqualTo("equal"));
            Assert.That(hparams["trainer.dropLast"].BoolValue, Is.False);
            Assert.That(hparams["model.trunk.dense"].StringValue, Is.EqualTo("[32]"));
            Assert.That(hparams.ContainsKey("trainer.patience"), Is.False, "null is no value");
        });
    }

    [Test]
    public void TheFiguresOfTheRunAreThere()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Scalar("result/test/shape/accuracy", 8), Is.EqualTo((float)run.Result.Test!["shape", "accuracy"]));
            Assert.That(Scalar("result/validation/size/rmse", 8), Is.EqualTo((float)run.Result.Validation!["size", "rmse"]));
            Assert.That(Scalar("result/bestEpoch", 8), Is.EqualTo(run.Result.BestEpoch));
        });
    }

    [Test]
    public void NoTagIsOfTwoKinds()
    {
        var kinds = values.GroupBy(v => v.Tag, v => new[] { "simple_value", "histo", "image", "tensor" }.Single(v.Value.Has));

        Assert.That(kinds.Where(k => k.Distinct().Count() > 1).Select(k => k.Key), Is.Empty);
    }

    [Test]
    public void HistogramsCanBeRareOrLeftOut()
    {
        using var rare = Run.Of(Convolutional, "tensorBoard.histogramsEvery=2");
        using var none = Run.Of(Convolutional, "tensorBoard.histogramsEvery=null");

        Assert.Multiple(() =>
        {
            Assert.That(EventReader.Values(rare.Folder.Path).Where(v => v.Value.Has("histo")).Select(v => v.Step).Distinct(), Is.EqualTo(new[] { 8L }));
            Assert.That(EventReader.Values(none.Folder.Path).Where(v => v.Value.Has("histo") || v.Tag == "parameters/filters"), Is.Empty);
        });
    }

    [Test]
    public void TheFileCanBeLeftOut()
    {
        using var silent = Run.Of(Experiment.Sound, "tensorBoard.enabled=false");

        Assert.That(silent.Result.Status, Is.EqualTo(RunStatus.Completed));
        Assert.That(EventReader.Files(silent.Folder.Path), Is.Empty);
    }

    [Test]
    public void ItChangesNothingOfTheTraining()
    {
        using var silent = Run.Of(Convolutional, "tensorBoard.enabled=false");

        Assert.That(silent.MetricsWithoutTimes, Is.EqualTo(run.MetricsWithoutTimes));
    }

    private float Scalar(string tag, long step) => values.Single(v => v.Tag == tag && v.Step == step).Value.Float("simple_value");
}
