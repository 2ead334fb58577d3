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
    [TestCase("trainer.epoch=3", "--set trainer.epoch=3 $.trainer.epoch: unknown key 'epoch'. Did you mean 'epochs'? Known: epochs, batchSize, labeledPerBatch, evaluationBatchSize, dropLast, sharedRate, frozen, clipNorm, patience, stopAfter, diagnosticsEvery, checkpointEvery, snapshotEvery, select.")]
    [TestCase("seed.x=3", "--set seed.x=3 $.seed: must be a whole number; found an object.")]
    [TestCase("name.x=3", "--set name.x=3 $.name: there is the text \"sound\" here, so it has no key 'x'.")]
    [TestCase("model.trunk.hidden[3]=1", "--set model.trunk.hidden[3]=1 $.model.trunk.hidden[3]: there is an array of 1 here, so it has no element [3].")]
    [TestCase("optimizer.lr=-1", "--set optimizer.lr=-1 $.optimizer.lr: must be above 0 and up to 1,000,000; found -1.")]
    [TestCase("base=other.json", "--set base=other.json $.base: 'base' has a meaning in files only. Write it into the experiment's file.")]
    [TestCase("""trainer={"epochs":1,"epochs":3}""", """--set trainer={"epochs":1,"epochs":3} $.trainer.epochs: this key stands twice in its object. Remove one of them.""")]
    [TestCase("trainer.epochs=99999999999", "--set trainer.epochs=99999999999 $.trainer.epochs: must be a whole number from 1 to 1,000,000; found 99999999999.")]
    [TestCase("data.validation=3000000000", "--set data.validation=3000000000 $.data.validation: must be a whole number from 0 to 2,147,483,647; found 3000000000.")]
    [TestCase("seed=1e3", "--set seed=1e3 $.seed: must be a whole number; found 1e3.")]
    [TestCase("seed=-9223372036854775809", "--set seed=-9223372036854775809 $.seed: must be a whole number from -9,223,372,036,854,775,808 to 9,223,372,036,854,775,807; found -9223372036854775809.")]
    public void WhatIsWrongWithAnOverrideIsNamed(string argument, string message)
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Errors(argument), Is.EqualTo(new[] { message }));
    }

    [TestCase("name=sound\n")]
    [TestCase("device=cpu\n")]
    [TestCase("tasks.shape\n=1")]
    public void ALineBreakAtTheEndIsNoPartOfAName(string argument)
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Errors(argument), Has.Count.EqualTo(1));
    }

    [Test]
    public void APathMayNotBeEndlesslyDeep()
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Errors(string.Join('.', Enumerable.Repeat("a", 60_000)) + "=1").Single(), Does.EndWith("model.trunk.blocks[0].channels=8."));
    }
}
