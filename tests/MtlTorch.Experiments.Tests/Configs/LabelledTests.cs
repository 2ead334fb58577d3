using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Catalogue;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>A dictionary of numbers in a configuration: how many rows keep the label of which target.</summary>
public sealed class LabelledTests
{
    private static readonly string Partly = Experiment.Sound.Replace("\"imageSize\": 16", "\"imageSize\": 16, \"labelled\": { \"shape\": 12, \"size\": 20 }", StringComparison.Ordinal);

    [Test]
    public void NumbersAreReadByName()
    {
        using var experiment = new Experiment(Partly);
        var plan = experiment.Compose();

        Assert.That(plan.Config.Data.Labelled, Is.EqualTo(new Dictionary<string, int> { ["shape"] = 12, ["size"] = 20 }));
        Assert.That(plan.Data.Description.LabelledRows, Is.EqualTo(new Dictionary<string, long> { ["shape"] = 12, ["size"] = 20 }));
    }

    [Test]
    public void OneOfThemIsSetOnTheCommandLine()
    {
        using var experiment = new Experiment(Partly);

        var data = experiment.Compose("data.labelled.shape=7", "data.labelSeed=3").Config.Data;

        Assert.That(data.Labelled, Is.EqualTo(new Dictionary<string, int> { ["shape"] = 7, ["size"] = 20 }));
        Assert.That(data.LabelSeed, Is.EqualTo(3));
    }

    [Test]
    public void TheyAreCreatedOnTheWayAndDroppedByNull()
    {
        using var sound = new Experiment();
        using var partly = new Experiment(Partly);

        Assert.That(sound.Compose("data.labelled.color=7").Config.Data.Labelled, Is.EqualTo(new Dictionary<string, int> { ["color"] = 7 }));
        Assert.That(partly.Compose("data.labelled=null").Config.Data, Is.EqualTo(sound.Compose().Config.Data));
    }

    [Test]
    public void WhatIsWrittenIsReadAgain()
    {
        using var experiment = new Experiment(Partly);
        var json = JsonSerializer.Serialize(experiment.Compose().Config, ConfigJson.Options);
        using var again = new Experiment(json);

        Assert.That(JsonNode.Parse(json)!["data"]!["labelled"]!.ToJsonString(), Is.EqualTo("""{"shape":12,"size":20}"""));
        Assert.That(JsonSerializer.Serialize(again.Compose().Config, ConfigJson.Options), Is.EqualTo(json));
    }

    [TestCase("data.labelled.shap=9", "data.labelled.shap=9 $.data.labelled.shap: the data set has no target 'shap'; it has shape, color, size.")]
    [TestCase("data.labelled.shape=0", "data.labelled.shape=0 $.data.labelled.shape: must be from 1; found 0.")]
    [TestCase("data.labelled.shape=65", "data.labelled.shape=65 $.data.labelled.shape: 65 rows are to keep their label; there are 64 training rows that have one, so from 1 to 64 can.")]
    [TestCase("data.labelled.shape=1.5", "data.labelled.shape=1.5 $.data.labelled.shape: must be a whole number; found 1.5.")]
    [TestCase("data.labelled.shape=few", "data.labelled.shape=few $.data.labelled.shape: must be a whole number; found the text \"few\".")]
    [TestCase("data.labelled.shape=null", "data.labelled.shape=null $.data.labelled.shape: must be a whole number; found null.")]
    [TestCase("data.labelled=[5]", "data.labelled=[5] $.data.labelled: must be an object { ... }; found an array.")]
    [TestCase("data.labeled.shape=5", "data.labeled.shape=5 $.data.labeled: unknown key 'labeled'. Did you mean 'labelled'? Known: kind, labelled, labelSeed, train, validation, test, imageSize, difficulty, seed.")]
    [TestCase("trainer.labelledPerBatch=0", "trainer.labelledPerBatch=0 $.trainer.labelledPerBatch: must be from 1 to 10,000,000; found 0.")]
    public void WhatIsWrongIsNamed(string argument, string message)
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Errors(argument), Is.EqualTo(new[] { $"--set {message}" }));
    }

    [Test]
    public void TheRunsSeedDoesNotChooseTheRows()
    {
        using var experiment = new Experiment(Partly);
        var rows = new[] { "seed=1", "seed=2", "data.labelSeed=2" }.Select(change => LabelledRows(experiment, change)).ToList();

        Assert.That(rows[1], Is.EqualTo(rows[0]));
        Assert.That(rows[2], Is.Not.EqualTo(rows[0]));
    }

    [Test]
    public void LabelledRowsAreAddedOnlyWhereSomeLackLabels()
    {
        using var sound = new Experiment();
        using var partly = new Experiment(Partly);

        Assert.That(partly.Compose("trainer.labelledPerBatch=4").Config.Trainer.LabelledPerBatch, Is.EqualTo(4));
        Assert.That(sound.Errors("trainer.labelledPerBatch=4").Single(), Does.StartWith("--set trainer.labelledPerBatch=4 $.trainer.labelledPerBatch: there are no labelled rows to add: "));
        Assert.That(partly.Errors("trainer.labelledPerBatch=4", "data.labelled={\"shape\": 64, \"size\": 64}").Single(), Does.Contain("there are no labelled rows to add"));
    }

    [Test]
    public void RunsAreToldApartByEachNumber()
    {
        using var sound = new Experiment();
        using var partly = new Experiment(Partly);
        var configs = new[] { sound.Compose(), partly.Compose("data.labelled.size=64") }.Select(plan => FlatConfig.Of(plan.Config)).ToList();

        Assert.That(FlatConfig.Differing(configs, FlatConfig.Matters), Is.EqualTo(new[] { "data.labelled.shape", "data.labelled.size" }));
    }

    [Test]
    public void TheSchemaKnowsTheRangeOfTheNumbers()
    {
        var shapes = JsonNode.Parse(ExperimentSchema.Write())!["properties"]!["data"]!["anyOf"]!.AsArray().Single(k => k!["properties"]!["kind"]!["const"]!.GetValue<string>() == "shapes")!;
        var labelled = shapes["properties"]!["labelled"]!;

        Assert.That(labelled["additionalProperties"]!.ToJsonString(), Is.EqualTo("""{"type":"integer","minimum":1,"maximum":2147483647}"""));
        Assert.That(OptionDescription.Of(typeof(Data.DataSets.ShapesOptions)).Single(o => o.Key == "labelled").Allowed, Is.EqualTo("an object that holds a whole number per name, each from 1"));
    }

    private static long[] LabelledRows(Experiment experiment, string change)
    {
        using var train = experiment.Compose(change).Data.Load(Data.SplitName.Train);
        return train.LabelledRows();
    }
}
