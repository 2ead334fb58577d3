using System.Globalization;
using MtlTorch.Data;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Tensors.Safetensors;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>A table through everything that a run does: figures, checkpoints, going on, evaluating again, stages, probes.</summary>
public sealed class TabularRunTests : FolderTests
{
    private string json = "";

    /// <summary>Rows whose kind follows from a category and a number, and whose amount follows from another category; some of all are missing.</summary>
    [SetUp]
    public void WriteTable()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 240).Select(i =>
        {
            var (size, color, place) = (random.NextDouble() * 1_000, "rgb"[random.Next(3)], random.Next(4));
            var kind = color == 'r' || size > 700 ? "big" : "small";
            return string.Create(CultureInfo.InvariantCulture, $"{(i % 11 == 0 ? "?" : $"{size:0.0}")},{(i % 13 == 0 ? "" : $"{color}")},p{place},{(i % 7 == 0 ? "" : kind)},{(10 * place) + (size / 100):0.00}\n");
        });
        Folder.Write("t.csv", "size,color,place,kind,amount\n" + string.Concat(rows));
        json = $$"""
            {
              "name": "table",
              "data": { "kind": "tabular", "root": "{{Folder.Path.Replace("\\", "/", StringComparison.Ordinal)}}", "file": "t.csv", "targets": { "kind": {}, "amount": { "unit": "kg" } }, "stratify": ["kind"] },
              "model": { "trunk": { "kind": "tabular", "hidden": [16], "dropout": 0.1, "missingIndicators": true } },
              "tasks": { "kind": { "kind": "classification" }, "amount": { "kind": "regression" } },
              "optimizer": { "kind": "adam", "lr": 0.02 },
              "trainer": { "epochs": 12, "batchSize": 16 }
            }
            """;
    }

    [Test]
    public void ItLearnsAndLeavesADescription()
    {
        using var run = Run.Of(json);
        var description = DescriptionFile.Read(run.Folder.Description);

        Assert.Multiple(() =>
        {
            Assert.That(run.Result.Error, Is.Null);
            Assert.That(run.Result.Test!["kind", "accuracy"], Is.GreaterThan(0.85));
            Assert.That(run.Result.Test["amount", "r2"], Is.GreaterThan(0.9));
            Assert.That(run.Result.MemoryEstimateBytes, Is.GreaterThan(0));
            Assert.That(File.Exists(run.Folder.Report) && File.Exists(run.Folder.Details));
            Assert.That(description.Columns.Select(c => c.Name), Is.EqualTo(new[] { "size", "color", "place" }));
            Assert.That(description.Columns[0], Is.EqualTo(new NumberColumn("size", HasMissing: true)));
            Assert.That(description.LabeledRows["kind"], Is.LessThan(description.Rows[SplitName.Train]));
            Assert.That(description.Notes, Is.EqualTo(run.Plan.Data.Description.Notes));
        });
    }

    [Test]
    public void MeanAndDeviationAreThoseOfTheTrainingRowsAlone()
    {
        using var run = Run.Of(json, "trainer.epochs=1");
        using var weights = SafetensorsFile.Read(Path.Combine(run.Folder.LastCheckpoint, "model.safetensors"));
        using var train = run.Plan.Data.Load(SplitName.Train);
        var sizes = train.Inputs.select(1, 0).clone().data<float>().ToArray().Where(v => !float.IsNaN(v)).Select(v => (double)v).ToList();
        var mean = sizes.Average();

        Assert.That(weights.Tensors["shared.trunk.numbers.mean"].item<float>(), Is.EqualTo(mean).Within(1e-3));
        Assert.That(weights.Tensors["shared.trunk.numbers.deviation"].item<float>(), Is.EqualTo(Math.Sqrt(sizes.Average(v => (v - mean) * (v - mean)))).Within(1e-3));
    }

    [Test]
    public void AnInterruptedRunEndsAsOneThatWasNot()
    {
        using var whole = Run.Of(json);
        using var stop = new CancellationTokenSource();
        using var run = Run.Of(json, (epoch, batch) => { if ((epoch, batch) == (3, 4)) { stop.Cancel(); } }, stop.Token);
        Assert.That(run.Result.Status, Is.EqualTo(RunStatus.Interrupted));

        Assert.That(run.Resume().Status, Is.EqualTo(RunStatus.Completed));

        Assert.That(run.MetricsWithoutTimes, Is.EqualTo(whole.MetricsWithoutTimes));
        Assert.That(File.ReadAllBytes(run.File("checkpoints/best/model.safetensors")), Is.EqualTo(File.ReadAllBytes(whole.File("checkpoints/best/model.safetensors"))));
    }

    [Test]
    public void EvaluatedAgainItHasTheSameFigures()
    {
        using var run = Run.Of(json, "trainer.epochs=3");

        var again = RunEvaluator.Evaluate(ExperimentPlan.Compose(run.Folder.Resolved).Settled(), run.Folder, SplitName.Test);

        Assert.That(again.Scores.Tasks["amount"], Is.EqualTo(run.Result.Test!.Tasks["amount"]));
        Assert.That(again.Scores.Tasks["kind"], Is.EqualTo(run.Result.Test.Tasks["kind"]));
    }

    [TestCase("balancing={\"kind\": \"mgda\"}")]
    [TestCase("balancing={\"kind\": \"pcgrad\", \"gradients\": \"representation\"}")]
    [TestCase("strategy={\"kind\": \"ema\"}")]
    [TestCase("trainer.labeledPerBatch=4")]
    [TestCase("trainer.frozen=[\"shared.trunk.categories\"]")]
    [TestCase("data.labeled={\"kind\": 40}")]
    [TestCase("probes={\"kind\": {}, \"amount\": {}}")]
    [TestCase("model.trunk={\"kind\": \"sparse-encoder\", \"below\": {\"kind\": \"tabular\", \"hidden\": [8]}}")]
    [TestCase("model.trunk.hidden=[]")]
    [TestCase("stages=[{\"pretrain\": {\"tasks\": {\"amount\": {\"kind\": \"regression\"}}}}]")]
    public void ItGetsAlongWith(string setting)
    {
        using var run = Run.Of(json, "trainer.epochs=2", setting);

        Assert.That(run.Result.Error, Is.Null);
        Assert.That(run.Result.Status, Is.EqualTo(RunStatus.Completed));
    }

    [TestCase("model.trunk={\"kind\": \"mlp\"}", "$.model.trunk.kind: this trunk takes inputs as plain numbers; the data set has categories in color, place, and missing values in size. Use the trunk \"tabular\"")]
    [TestCase("tasks.again={\"kind\": \"reconstruction\"}", "$.tasks.again.kind: a reconstruction takes inputs as plain numbers")]
    [TestCase("probes={\"kind\": {\"on\": \"inputs\"}}", "$.probes.kind.on: a probe on the inputs takes inputs as plain numbers")]
    [TestCase("regularization=[{\"kind\": \"l2\"}, {\"kind\": \"mix-up\"}]", "$.regularization[1]: mixtures of two rows have no meaning where inputs are categories; the data set has categories in color, place.")]
    [TestCase("data.columns={\"colour\": {\"role\": \"ignore\"}}", "$.data.columns.colour: FOLDER/t.csv has no column 'colour'. Did you mean 'color'?")]
    [TestCase("data.columns={\"color\": {\"role\": \"ignored\"}}", "$.data.columns.color.role: must be one of input, target, group, ignore; found the text \"ignored\". Did you mean 'ignore'?")]
    [TestCase("data.validation=0.9", "$.data.validation: validation and test take 0.9 and 0.2 of the rows; leave some to train on.")]
    [TestCase("data.delimiter=;;", "$.data.delimiter: must be one character")]
    public void WhatDoesNotFitIsToldBeforeARun(string setting, string message)
    {
        using var experiment = new Experiment(json);

        var errors = experiment.Errors(setting).Select(e => e.Replace(Folder.Path, "FOLDER", StringComparison.Ordinal)).ToList();

        Assert.That(errors, Has.Count.EqualTo(1));
        Assert.That(errors[0], Does.Contain(message));
    }

    [Test]
    public void ABadFieldIsToldWithFileLineAndColumn()
    {
        File.AppendAllText(Folder["t.csv"], "1,r,p0,big,many\n");
        using var experiment = new Experiment(json);

        Assert.That(experiment.Errors("data.columns={\"amount\": {\"type\": \"number\"}}").Single(), Does.Contain("t.csv, line 242, column 'amount': 'many' is no number."));
    }
}
