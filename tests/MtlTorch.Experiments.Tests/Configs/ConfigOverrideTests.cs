using MtlTorch.Data.DataSets;
using MtlTorch.Modules.Trunks;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>Values set on the command line.</summary>
public sealed class ConfigOverrideTests
{
    [Test]
    public void ValuesAreJsonOrElseTexts()
    {
        using var experiment = new Experiment();

        var config = experiment.Compose("trainer.epochs=5", "name=renamed", "trainer.clipNorm=null", "seed=12", "trainer.dropLast=true", "model.trunk.hidden=[8, 9]").Config;

        Assert.Multiple(() =>
        {
            Assert.That(config.Trainer, Is.EqualTo(new TrainerOptions { Epochs = 5, BatchSize = 16, DropLast = true }));
            Assert.That(config.Name, Is.EqualTo("renamed"));
            Assert.That(config.Seed, Is.EqualTo(12));
            Assert.That(((MlpTrunkOptions)config.Model.Trunk).Hidden, Is.EqualTo(new[] { 8, 9 }));
        });
    }

    [Test]
    public void AValueMayHoldAnEqualsSign()
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Errors("name=a=b").Single(), Does.EndWith("found \"a=b\"."));
    }

    [Test]
    public void TheLaterOneWins()
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Compose("seed=1", "seed=2").Config.Seed, Is.EqualTo(2));
    }

    [Test]
    public void ElementsOfListsAreReached()
    {
        using var experiment = new Experiment();

        var config = experiment.Compose("""model.trunk={"kind": "conv", "blocks": [{"channels": 4}, {"channels": 6}]}""", "model.trunk.blocks[1].kernel=1").Config;

        Assert.That(((ConvTrunkOptions)config.Model.Trunk).Blocks.Select(b => b.Kernel), Is.EqualTo(new[] { 3, 1 }));
    }

    [Test]
    public void ObjectsOnTheWayAreCreated()
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Compose("schedule.kind=step", "schedule.every=3").Config.Schedule, Is.EqualTo(new Training.Schedules.StepOptions { Every = 3 }));
    }

    [TestCase("optimizer.kind=sgd", "optimizer.momentum=0.5")]
    [TestCase("optimizer.momentum=0.5", "optimizer.kind=sgd")]
    public void AKindMayBeSetBeforeOrAfterItsOptions(params string[] overrides)
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Compose(overrides).Config.Optimizer, Is.EqualTo(new SgdOptions { Momentum = 0.5 }));
    }

    [Test]
    public void TheSameKindKeepsItsOptions()
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Compose("data.kind=shapes").Config.Data, Is.EqualTo(new ShapesOptions { Train = 64, Validation = 32, Test = 32, ImageSize = 16 }));
    }

    [TestCase("trainer.epochs", "--set trainer.epochs $: an override has the form path.to.key=value, for example trainer.epochs=2 or model.trunk.blocks[0].channels=8.")]
    [TestCase("=3", "--set =3 $: an override has the form path.to.key=value, for example trainer.epochs=2 or model.trunk.blocks[0].channels=8.")]
    [TestCase("trainer.epoch=3", "--set trainer.epoch=3 $.trainer.epoch: unknown key 'epoch'. Did you mean 'epochs'? Known: epochs, batchSize, evaluationBatchSize, dropLast, clipNorm, patience, diagnosticsEvery, select.")]
    [TestCase("seed.x=3", "--set seed.x=3 $.seed: must be a whole number; found an object.")]
    [TestCase("name.x=3", "--set name.x=3 $.name: there is the text \"sound\" here, so it has no key 'x'.")]
    [TestCase("model.trunk.hidden[3]=1", "--set model.trunk.hidden[3]=1 $.model.trunk.hidden[3]: there is an array of 1 here, so it has no element [3].")]
    [TestCase("optimizer.lr=-1", "--set optimizer.lr=-1 $.optimizer.lr: must be above 0 and up to 1,000,000; found -1.")]
    public void WhatIsWrongWithAnOverrideIsNamed(string argument, string message)
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Errors(argument), Is.EqualTo(new[] { message }));
    }
}
