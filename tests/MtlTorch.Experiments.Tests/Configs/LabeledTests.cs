using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Catalogue;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>A dictionary of numbers in a configuration: how many rows keep the label of which target.</summary>
public sealed class LabeledTests
{
    private static readonly string Partly = Experiment.Sound.Replace("\"imageSize\": 16", "\"imageSize\": 16, \"labeled\": { \"shape\": 12, \"size\": 20 }", StringComparison.Ordinal);

    [Test]
    public void NumbersAreReadByName()
    {
        using var experiment = new Experiment(Partly);
        var plan = experiment.Compose();

        Assert.That(plan.Config.Data.Labeled, Is.EqualTo(new Dictionary<string, int> { ["shape"] = 12, ["size"] = 20 }));
        Assert.That(plan.Data.Description.LabeledRows, Is.EqualTo(new Dictionary<string, long> { ["shape"] = 12, ["size"] = 20 }));
    }

    [Test]
    public void OneOfThemIsSetOnTheCommandLine()
    {
        using var experiment = new Experiment(Partly);

        var data = experiment.Compose("data.labeled.shape=7", "data.labelSeed=3").Config.Data;

        Assert.That(data.Labeled, Is.EqualTo(new Dictionary<string, int> { ["shape"] = 7, ["size"] = 20 }));
        Assert.That(data.LabelSeed, Is.EqualTo(3));
    }

    [Test]
    public void TheyAreCreatedOnTheWayAndDroppedByNull()
    {
        using var sound = new Experiment();
        using var partly = new Experiment(Partly);

        Assert.That(sound.Compose("data.labeled.color=7").Config.Data.Labeled, Is.EqualTo(new Dictionary<string, int> { ["color"] = 7 }));
        Assert.That(partly.Compose("data.labeled=null").Config.Data, Is.EqualTo(sound.Compose().Config.Data));
    }

    [Test]
    public void WhatIsWrittenIsReadAgain()
    {
        using var experiment = new Experiment(Partly);
        var json = JsonSerializer.Serialize(experiment.Compose().Config, ConfigJson.Options);
        using var again = new Experiment(json);

        Assert.That(JsonNode.Parse(json)!["data"]!["labeled"]!.ToJsonString(), Is.EqualTo("""{"shape":12,"size":20}"""));
        Assert.That(JsonSerializer.Serialize(again.Compose().Config, ConfigJson.Options), Is.EqualTo(json));
    }

    [TestCase("data.labeled.shap=9", "data.labeled.shap=9 $.data.labeled.shap: the data set has no target 'shap'; it has shape, color, size.")]
    [TestCase("data.labeled.shape=0", "data.labeled.shape=0 $.data.labeled.shape: must be from 1; found 0.")]
    [TestCase("data.labeled.shape=65", "data.labeled.shape=65 $.data.labeled.shape: 65 rows are to keep their label; there are 64 training rows that have one, so from 1 to 64 can.")]
    [TestCase("data.labeled.shape=1.5", "data.labeled.shape=1.5 $.data.labeled.shape: must be a whole number; found 1.5.")]
    [TestCase("data.labeled.shape=few", "data.labeled.shape=few $.data.labeled.shape: must be a whole number; found the text \"few\".")]
    [TestCase("data.labeled.shape=null", "data.labeled.shape=null $.data.labeled.shape: must be a whole number; found null.")]
    [TestCase("data.labeled=[5]", "data.labeled=[5] $.data.labeled: must be an object { ... }; found an array.")]
    [TestCase("data.labelled.shape=5", "data.labelled.shape=5 $.data.labelled: unknown key 'labelled'. Did you mean 'labeled'? Known: kind, labeled, labelSeed, fold, bootstrap, train, validation, test, imageSize, difficulty, seed.")]
    [TestCase("trainer.labeledPerBatch=0", "trainer.labeledPerBatch=0 $.trainer.labeledPerBatch: must be from 1 to 10,000,000; found 0.")]
    public void WhatIsWrongIsNamed(string argument, string message)
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Errors(argument), Is.EqualTo(new[] { $"--set {message}" }));
    }

    [Test]
    public void TheRunsSeedDoesNotChooseTheRows()
    {
        using var experiment = new Experiment(Partly);
        var rows = new[] { "seed=1", "seed=2", "data.labelSeed=2" }.Select(change => LabeledRows(experiment, change)).ToList();

        Assert.That(rows[1], Is.EqualTo(rows[0]));
        Assert.That(rows[2], Is.Not.EqualTo(rows[0]));
    }

    [Test]
    public void LabeledRowsAreAddedOnlyWhereSomeLackLabels()
    {
        using var sound = new Experiment();
        using var partly = new Experiment(Partly);

        Assert.That(partly.Compose("trainer.labeledPerBatch=4").Config.Trainer.LabeledPerBatch, Is.EqualTo(4));
        Assert.That(sound.Errors("trainer.labeledPerBatch=4").Single(), Does.StartWith("--set trainer.labeledPerBatch=4 $.trainer.labeledPerBatch: there are no labeled rows to add: "));
        Assert.That(partly.Errors("trainer.labeledPerBatch=4", "data.labeled={\"shape\": 64, \"size\": 64}").Single(), Does.Contain("there are no labeled rows to add"));
    }

    [Test]
    public void RunsAreToldApartByEachNumber()
    {
        using var sound = new Experiment();
        using var partly = new Experiment(Partly);
        var configs = new[] { sound.Compose(), partly.Compose("data.labeled.size=64") }.Select(plan => FlatConfig.Of(plan.Config)).ToList();

        Assert.That(FlatConfig.Differing(configs, FlatConfig.Matters), Is.EqualTo(new[] { "data.labeled.shape", "data.labeled.size" }));
    }

    [Test]
    public void TheSchemaKnowsTheRangeOfTheNumbers()
    {
        var shapes = JsonNode.Parse(ExperimentSchema.Write())!["properties"]!["data"]!["anyOf"]!.AsArray().Single(k => k!["properties"]!["kind"]!["const"]!.GetValue<string>() == "shapes")!;
        var labeled = shapes["properties"]!["labeled"]!;

        Assert.That(labeled["additionalProperties"]!.ToJsonString(), Is.EqualTo("""{"type":"integer","minimum":1,"maximum":2147483647}"""));
        Assert.That(OptionDescription.Of(typeof(Data.DataSets.ShapesOptions)).Single(o => o.Key == "labeled").Allowed, Is.EqualTo("an object that holds a whole number per name, each from 1"));
    }

    private static long[] LabeledRows(Experiment experiment, string change)
    {
        using var train = experiment.Compose(change).Data.Load(Data.SplitName.Train);
        return train.LabeledRows();
    }
}
