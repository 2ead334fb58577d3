using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Sweeps;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps;

/// <summary>Sweep files: what is wrong with them is told before anything is trained, with its place.</summary>
public sealed class SweepPlanTests : FolderTests
{
    private static readonly object[] Mistakes =
    [
        new object[] { """ "optimizer.lr": { "kind": "float", "from": 0, "to": 1, "log": true } """, "", "$.space.optimizer.lr: \"log\" wants numbers above 0; \"from\" is 0." },
        new object[] { """ "optimizer.lr": { "kind": "float", "from": 2, "to": 1 } """, "", "$.space.optimizer.lr: \"from\" is 2, above \"to\", 1." },
        new object[] { """ "optimizer.lr": { "kind": "float", "from": 1, "to": 2, "log": true, "step": 1 } """, "", "$.space.optimizer.lr: \"log\" and \"step\" exclude each other: leave one of them out." },
        new object[] { """ "trainer.batchSize": { "kind": "int", "from": 8, "to": 9, "step": 4 } """, "", "$.space.trainer.batchSize: \"step\" is 4, and from 8 to 9 there is no room for it." },
        new object[] { """ "optimizer.beta1": { "kind": "float", "from": 0.5, "to": 1.5 } """, "", "$.space.optimizer.beta1: with 1, $.optimizer.beta1 is not possible: must be from 0 to below 1; found 1." },
        new object[] { """ "optimizer.kind": { "kind": "choice", "values": ["adam", "adamm"] } """, "", "$.space.optimizer.kind: with \"adamm\", $.optimizer.kind is not possible: unknown optimizer 'adamm'. Did you mean 'adam'?" },
        new object[] { """ "optimizer.rate": { "kind": "float", "from": 0.5, "to": 1.5 } """, "", "$.space.optimizer.rate: with 1, $.optimizer.rate is not possible: unknown key 'rate'." },
        new object[] { """ "a.b": { "kind": "choice", "values": [1, 1] } """, "", "$.space.a.b.values[1]: the value 1 stands twice." },
        new object[] { """ "a": { "kind": "choice", "values": [1], "when": { "b": 1 } } """, "", "$.space.a.when.b: 'b' is no key of the space." },
        new object[] { """ "a": { "kind": "choice", "values": [1], "when": { "b": 1 } }, "b": { "kind": "choice", "values": [1], "when": { "a": 1 } } """, "", "$.space.a.when: 'a' depends on itself, directly or through others." },
        new object[] { """ "a": { "kind": "int", "from": 1, "to": 2 }, "b": { "kind": "choice", "values": [1], "when": { "a": 1 } } """, "", "$.space.b.when.a: 'a' is a number from a range; a condition names values of a choice." },
        new object[] { """ "a": { "kind": "choice", "values": [1] }, "b": { "kind": "choice", "values": [1], "when": { "a": [1, 2] } } """, "", "$.space.b.when.a: 'a' has no value 2. Values: 1." },
        new object[] { """ "tasks.*.weight": { "kind": "float", "from": 1, "to": 2 }, "tasks.size.weight": { "kind": "float", "from": 1, "to": 2 } """, "", "$.space.tasks.size.weight: 'tasks.size.weight' is varied already by \"tasks.*.weight\". Leave one of them out." },
        new object[] { "", "", "$.space: must have at least 1 entry; found 0." },
        new object[] { Rate, """, "objective": "shape.acuracy" """, "$.objective: 'shape.acuracy' is not known. Did you mean 'shape.accuracy'?" },
        new object[] { Rate, """, "objective": ["score", "delta-m"] """, "$.objective: delta-m compares with single-task models: name the folder of their runs with \"baseline\"." },
        new object[] { Rate, """, "baseline": "nowhere" """, "$.baseline: there is no folder " },
        new object[] { Rate, """, "set": { "trainer.epochz": 3 } """, "$.trainer.epochz: unknown key 'epochz'." },
        new object[] { Rate, """, "set": { "data.validation": 0 } """, "$.experiment: a sweep chooses by the validation split, and the experiment has none; hold rows out with data.validation." },
        new object[] { Rate, """, "set": { "optimizer.lr": 3 } """, "$.set.optimizer.lr: the space varies 'optimizer.lr'. Take it out of one of them." },
        new object[] { Rate, """, "trails": 3 """, "$.trails: unknown key 'trails'. Did you mean 'trials'?" },
        new object[] { Rate, """, "trials": 0 """, "$.trials: must be from 1 to 1,000,000; found 0." },
    ];

    private const string Rate = """ "optimizer.lr": { "kind": "float", "from": 0.001, "to": 0.1, "log": true } """;

    [TestCaseSource(nameof(Mistakes))]
    public void AMistakeIsToldWithItsPlace(string space, string rest, string message)
    {
        var path = SweepFiles.Write(Folder, space, rest);
        var errors = Assert.Throws<ConfigException>(() => SweepPlan.Compose(path, []))!.Errors;

        Assert.That(errors.Select(e => e.ToString()[(e.Origin.ToString().Length + 1)..]), Has.One.StartsWith(message));
        Assert.That(errors.Select(e => e.Origin.Source), Is.All.EqualTo(path));
        Assert.That(errors.Select(e => e.Origin.Line), Is.All.EqualTo(1));
    }

    [Test]
    public void AMistakeOnTheCommandLineIsToldAsSuch()
    {
        var path = SweepFiles.Write(Folder, Rate);

        Assert.That(() => SweepPlan.Compose(path, ["trainer.epochs=0"]), Throws.InstanceOf<ConfigException>().With.Message.EqualTo("--set trainer.epochs=0 $.trainer.epochs: must be from 1 to 1,000,000; found 0."));
    }

    [Test]
    public void AValueThatIsOutOfPlaceAtOnePointOnlyIsFoundBeforeTraining()
    {
        var path = SweepFiles.Write(Folder, """ "balancing.kind": { "kind": "choice", "values": ["equal", "cagrad"] }, "balancing.c": { "kind": "choice", "values": [0.5, -3], "when": { "balancing.kind": "cagrad" } } """);

        Assert.That(() => SweepPlan.Compose(path, []), Throws.InstanceOf<ConfigException>().With.Message.Contains("$.space.balancing.c: with -3, $.balancing.c is not possible:"));
    }

    [Test]
    public void KeysForEachTaskAreSpeltOutWithTheirConditions()
    {
        var path = SweepFiles.Write(Folder, """ "tasks.*.weight": { "kind": "float", "from": 0.5, "to": 2, "when": { "balancing.kind": "equal" } }, "balancing.kind": { "kind": "choice", "values": ["pcgrad", "equal"] } """);
        var plan = SweepPlan.Compose(path, []);

        Assert.Multiple(() =>
        {
            Assert.That(plan.Space.Dimensions.Select(d => d.Key), Is.EqualTo(new[] { "balancing.kind", "tasks.shape.weight", "tasks.size.weight" }));
            Assert.That(plan.Space.Overrides(plan.Space.At([0.1, 0.5, 0.5])), Is.EqualTo(new[] { "balancing.kind=\"pcgrad\"" }));
            Assert.That(plan.At(plan.Space.At([0.9, 0, 0.5]), 0).Config.Tasks["shape"].Weight, Is.EqualTo(0.5));
        });
    }

    [Test]
    public void ValuesMayBeListsAndObjects()
    {
        var path = SweepFiles.Write(Folder, """ "model.trunk.hidden": { "kind": "choice", "values": [[8], [16, 8]] }, "schedule": { "kind": "choice", "values": [{ "kind": "cosine" }, { "kind": "constant" }] } """);
        var plan = SweepPlan.Compose(path, []);
        var configs = new[] { plan.At(plan.Space.At([0, 0]), 0).Config, plan.At(plan.Space.At([0.9, 0.9]), 0).Config };

        Assert.That(configs.Select(c => (((Modules.Trunks.MlpTrunkOptions)c.Model.Trunk).Hidden.Count, c.Schedule.GetType().Name)), Is.EqualTo(new[] { (1, "CosineOptions"), (2, "ConstantOptions") }));
    }

    [Test]
    public void TheFolderStandsAloneWithWhatAllTrialsHave()
    {
        var path = SweepFiles.Write(Folder, Rate, """, "set": { "trainer.epochs": 7 } """);
        var folder = SweepFolder.Create(SweepPlan.Compose(path, ["trainer.batchSize=8"]), 3, Folder["sweep"], TimeProvider.System);
        File.Delete(path);
        File.Delete(Folder["sound.json"]);
        var plan = SweepPlan.Reopen(folder);
        var config = plan.At(plan.Space.At([0.5]), 2).Config;

        Assert.That((config.Trainer.Epochs, config.Trainer.BatchSize, config.Threads, config.Seed), Is.EqualTo((7, 8, 3, 3L)));
        Assert.That(() => SweepFolder.Create(plan, 1, folder.Path, TimeProvider.System), Throws.InstanceOf<InvalidOptionException>().With.Message.StartsWith($"--run-dir: {folder.Path} is not empty."));
    }

    [Test]
    public void WhatAllTrialsHaveStaysWhereTheSpaceVariesTheKindAroundIt()
    {
        var path = SweepFiles.Write(Folder, """ "optimizer.kind": { "kind": "choice", "values": ["sgd", "adamw"] } """, """, "set": { "optimizer.lr": 0.023 } """);
        var folder = SweepFolder.Create(SweepPlan.Compose(path, ["name=text"]), 1, Folder["sweep"], TimeProvider.System);
        var plan = SweepPlan.Reopen(folder);

        Assert.That(plan.Known().Take(5).Append(plan.Space.At([0])).Append(plan.Space.At([0.9])).Select(p => plan.At(p, 0).Config.Optimizer.Lr), Is.All.EqualTo(0.023));
        Assert.That(plan.Example.Name, Is.EqualTo("text"));
    }

    [Test]
    public void AWholeObjectIsSetBeforeTheKeysInIt()
    {
        var path = SweepFiles.Write(Folder, """ "optimizer.lr": { "kind": "float", "from": 0.02, "to": 0.03 }, "optimizer": { "kind": "choice", "values": [{ "kind": "sgd" }, { "kind": "adam" }] } """);
        var plan = SweepPlan.Compose(path, []);

        foreach (var point in new[] { plan.Space.At([0.1, 0.1]), plan.Space.At([0.7, 0.9]) })
        {
            Assert.That(plan.At(point, 0).Config.Optimizer.Lr, Is.EqualTo(point[0]));
        }
    }

    [Test]
    public void WhatIsVariedCannotBeSetOnTheCommandLine() => Assert.That(
        () => SweepPlan.Compose(SweepFiles.Write(Folder, Rate), ["optimizer.lr=0.5"]),
        Throws.InstanceOf<ConfigException>().With.Message.EqualTo("--set optimizer.lr=0.5 $.optimizer.lr: the space varies 'optimizer.lr'. Leave --set out, or take the key out of the space."));

    [Test]
    public void ReplicasThatAreLeftToATrialOfSpeedAreOne()
    {
        var plan = SweepPlan.Compose(SweepFiles.Write(Folder, Rate), ["replicas=auto"]);

        Assert.That(plan.At(plan.Space.At([0.5]), 0).Config.Replicas, Is.EqualTo(1));
    }

    [Test]
    public void IdentityIsWhatChangesTheTraining()
    {
        var plan = SweepPlan.Compose(SweepFiles.Write(Folder, Rate), []);
        var config = plan.Example;

        Assert.Multiple(() =>
        {
            Assert.That(RunIdentity.Of(config), Is.EqualTo(RunIdentity.Of(config with { Name = "other", Threads = 3, Device = "cuda:1" })));
            Assert.That(RunIdentity.Of(config), Is.Not.EqualTo(RunIdentity.Of(config with { Seed = 2 })));
            Assert.That(RunIdentity.Of(config), Is.Not.EqualTo(RunIdentity.Of(config with { Trainer = config.Trainer with { Epochs = 5 } })));
            Assert.That(RunIdentity.Of(config), Has.Length.EqualTo(16));
        });
    }
}
