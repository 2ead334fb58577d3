using MtlTorch.Modules.Trunks;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>Experiments that start from other files.</summary>
public sealed class ConfigBaseTests
{
    [Test]
    public void KeysOfTheFileGoOverThoseOfItsBaseDeeply()
    {
        using var experiment = new Experiment("""{ "base": "lower/base.json", "name": "upper", "trainer": { "epochs": 7 }, "tasks": { "size": { "weight": 0.5 } } }""");
        experiment.Write("lower/base.json", Experiment.Sound);

        var config = experiment.Compose().Config;

        Assert.Multiple(() =>
        {
            Assert.That(config.Name, Is.EqualTo("upper"));
            Assert.That(config.Trainer, Is.EqualTo(new Training.TrainerOptions { Epochs = 7, BatchSize = 16 }));
            Assert.That(config.Tasks["size"].Weight, Is.EqualTo(0.5));
            Assert.That(config.Tasks["shape"].Weight, Is.EqualTo(1));
        });
    }

    [Test]
    public void ABaseMayHaveABaseInItsOwnFolder()
    {
        using var experiment = new Experiment("""{ "base": "a/one.json", "name": "top" }""");
        experiment.Write("a/one.json", """{ "base": "../b/two.json", "seed": 5 }""");
        experiment.Write("b/two.json", Experiment.Sound);

        Assert.That(experiment.Compose().Config.Seed, Is.EqualTo(5));
    }

    [Test]
    public void AnotherKindDropsTheOptionsOfTheOldOne()
    {
        using var experiment = new Experiment("""{ "base": "base.json", "optimizer": { "kind": "sgd", "momentum": 0.5 } }""");
        experiment.Write("base.json", Experiment.Sound);

        Assert.That(experiment.Compose().Config.Optimizer, Is.EqualTo(new SgdOptions { Momentum = 0.5 }));
    }

    [Test]
    public void ListsAreReplaced()
    {
        using var experiment = new Experiment("""{ "base": "base.json", "model": { "trunk": { "hidden": [3, 4, 5] } } }""");
        experiment.Write("base.json", Experiment.Sound);

        Assert.That(((MlpTrunkOptions)experiment.Compose().Config.Model.Trunk).Hidden, Is.EqualTo(new[] { 3, 4, 5 }));
    }

    [Test]
    public void AMistakeInTheBaseIsFoundInTheBase()
    {
        using var experiment = new Experiment("""{ "base": "base.json", "name": "upper" }""");
        experiment.Write("base.json", Experiment.Sound.Replace("\"epochs\": 2", "\"epochs\": 0", StringComparison.Ordinal));

        Assert.That(experiment.Errors(), Is.EqualTo(new[] { $"{Path.Combine("FOLDER", "base.json")}:10:26 $.trainer.epochs: must be from 1 to 1,000,000; found 0." }));
    }

    [TestCase("""{ "base": "none.json" }""", "FILE:1:11 $.base: 'none.json' does not exist; the path is taken from the folder of this file.")]
    [TestCase("""{ "base": 3 }""", "FILE:1:11 $.base: must be the path of a file; found 3.")]
    [TestCase("""{ "base": "" }""", "FILE:1:11 $.base: must be the path of a file; found the text \"\".")]
    [TestCase("""{ "base": "a\u0000b" }""", "FILE:1:11 $.base: must be the path of a file; found the text \"a\0b\".")]
    [TestCase("""{ "base": "experiment.json" }""", "FILE:1:11 $.base: 'experiment.json' is based on this file itself, directly or through others.")]
    public void ABaseThatCannotBeHadIsNamed(string json, string message)
    {
        using var experiment = new Experiment(json);

        Assert.That(experiment.Errors(), Is.EqualTo(new[] { message }));
    }
}
