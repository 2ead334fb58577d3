using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Training.Optimizers;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>Experiments in stages: what each is composed of, what is written down, what is said of mistakes.</summary>
public sealed class StagesTests
{
    private const string Pretrain = """{ "pretrain": { "tasks": { "code": { "kind": "sparse-autoencoder" } }, "optimizer": { "lr": 0.5 }, "trainer": { "epochs": 7 } } }""";

    [Test]
    public void KeysOfAStageGoOverThoseOfTheFileAndItsTasksReplaceThem()
    {
        var plan = Compose(Staged(Pretrain, """{ "train": { "trainer": { "batchSize": 8 } } }"""));

        var stage = plan.Stages.Single();
        Assert.That(stage.Config.Name, Is.EqualTo("staged-1-pretrain"));
        Assert.That(stage.Tasks.Select(t => t.Name), Is.EqualTo(new[] { "code" }));
        Assert.That(stage.Config.Optimizer, Is.EqualTo(new AdamOptions { Lr = 0.5 }));
        Assert.That((stage.Config.Trainer.Epochs, stage.Config.Trainer.BatchSize), Is.EqualTo((7, 16)));
        Assert.That(stage.Config.Probes, Is.Empty, "those of the experiment wait for its end");
        Assert.That(stage.Config.Stages, Is.Null);
        Assert.That(plan.Config.Name, Is.EqualTo("staged"));
        Assert.That(plan.Tasks.Select(t => t.Name), Is.EqualTo(new[] { "shape", "size" }));
        Assert.That((plan.Config.Trainer.Epochs, plan.Config.Trainer.BatchSize), Is.EqualTo((2, 8)), "the last training stage is the experiment itself");
        Assert.That(plan.Config.Optimizer, Is.EqualTo(new AdamOptions { Lr = 0.01 }));
        Assert.That(plan.Config.Probes.Keys, Is.EqualTo(new[] { "code" }));
    }

    [TestCase("""{ "train": {} }""")]
    [TestCase("")]
    public void TheExperimentItselfIsTheLastStageWrittenOrNot(string last)
    {
        var plan = Compose(Staged([Pretrain, .. last.Length > 0 ? new[] { last } : []]));

        Assert.That(plan.Stages, Has.Count.EqualTo(1));
        Assert.That(plan.Stages[0].Config.Probes, Is.Empty);
        Assert.That(plan.Config.Stages, Has.Count.EqualTo(2));
    }

    [Test]
    public void WithoutStagesThereAreNone()
    {
        Assert.That(Compose(Staged()).Config.Stages, Is.Null);
        Assert.That(Compose(Staged().Replace("\"stages\": []", "\"stages\": null", StringComparison.Ordinal)).Stages, Is.Empty);
    }

    private static IEnumerable<TestCaseData> Experiments()
    {
        yield return Case("one", Staged(Pretrain));
        yield return Case("a training before the experiment", Staged(Pretrain, """{ "train": { "trainer": { "frozen": ["shared"] } } }""", """{ "train": {} }"""));
        yield return Case("trainings alone", Staged("""{ "train": { "optimizer": { "kind": "sgd" } } }""", """{ "train": { "trainer": { "epochs": 3 } } }"""));
        yield return Case("probes of its own", Staged("""{ "pretrain": { "tasks": { "r": { "kind": "reconstruction" } }, "probes": { "own": { "target": "color" } } } }"""));
        yield return Case("what is taken back", Staged("""{ "pretrain": { "tasks": { "code": { "kind": "sparse-autoencoder" } }, "data": { "labeled": null, "validation": 0 }, "trainer": { "clipNorm": null } } }""")
            .Replace("\"imageSize\"", "\"labeled\": { \"shape\": 9 }, \"imageSize\"", StringComparison.Ordinal)
            .Replace("\"batchSize\"", "\"clipNorm\": 3, \"batchSize\"", StringComparison.Ordinal));
        yield return Case("other trunks below", Staged("""{ "pretrain": { "model": { "trunk": { "kind": "sparse-encoder", "below": null } }, "tasks": { "code": { "kind": "sparse-autoencoder" } } } }"""));
        foreach (var file in Directory.GetFiles(Repository.File("configs", "self-taught"), "*.json"))
        {
            yield return Case(Path.GetFileName(file), File.ReadAllText(file));
        }

        static TestCaseData Case(string name, string json) => new TestCaseData(json).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Experiments))]
    public void WhatIsWrittenDownIsTheSameExperiment(string json)
    {
        using var experiment = new Experiment(json);
        var tree = ConfigTree.Read(experiment.File, []);
        var written = JsonSerializer.Serialize(tree.ToConfig(), ConfigJson.Options);
        using var again = new Experiment(written);
        var reread = ConfigTree.Read(again.File, []);

        Assert.That(JsonSerializer.Serialize(reread.ToConfig(), ConfigJson.Options), Is.EqualTo(written));
        Assert.That(reread.Before.Select(b => b.Kind), Is.EqualTo(tree.Before.Select(b => b.Kind)));
        Assert.That(
            reread.Before.Select(b => JsonSerializer.Serialize(b.Part<ExperimentConfig>("$")! with { Stages = null }, ConfigJson.Options)),
            Is.EqualTo(tree.Before.Select(b => JsonSerializer.Serialize(b.Part<ExperimentConfig>("$")! with { Stages = null }, ConfigJson.Options))));
    }

    [Test]
    public void ManyStagesAreReadAtOnce()
    {
        var plan = Compose(Staged([.. Enumerable.Repeat(Pretrain, 40)]));

        Assert.That(plan.Stages, Has.Count.EqualTo(40));
        Assert.That(plan.Stages[^1].Config.Name, Is.EqualTo("staged-40-pretrain"));
    }

    [Test]
    public void EverySeedIsThatOfAllStages() => Assert.That(Compose(Staged(Pretrain, Pretrain)).WithSeed(5).Stages.Select(s => s.Config.Seed), Is.All.EqualTo(5));

    [Test]
    public void MistakesInStagesAreNamedWhereTheyStand() => Approve("stages", """
        {
          "name": "staged",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [16] } },
          "tasks": { "shape": { "kind": "classification" } },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 0, "select": "shape.accuracy" },
          "stages": [
            { "pretrain": { "optimizer": { "lr": -1 }, "trainer": { "epochs": 3 } } },
            { "pretrain": { "tasks": { "r": { "kind": "reconstruction", "loss": "bce", "output": "linear" } }, "trainer": { "epoch": 3 }, "nmae": "x" } },
            { "pretrain": {}, "train": {} },
            { "fine-tune": {} },
            7,
            { "train": 7 },
            { "train": { "tasks": { "colour": { "kind": "classification" } } } },
            { "train": { "data": { "validation": 0 }, "trainer": { "epochs": 2, "patience": 3 } } }
          ]
        }
        """);

    [Test]
    public void StagesThatAreNoArrayAreRefused()
    {
        using var experiment = new Experiment(Staged().Replace("[]", "{ \"train\": {} }", StringComparison.Ordinal));

        Assert.That(experiment.Errors(), Is.EqualTo(new[] { "FILE:10:13 $.stages: must be an array; found an object." }));
    }

    [Test]
    public void WhatOnlyTheModelTellsIsToldBeforeAnyRun() => Approve("stage-models", """
        {
          "name": "staged",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "sparse-encoder", "layers": [{ "codec": { "kind": "dense", "units": 8 }, "sparsity": { "kind": "topk", "k": 2 } }] } },
          "tasks": { "shape": { "kind": "classification" } },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "stages": [
            { "pretrain": { "model": { "trunk": { "layers": [{ "codec": { "kind": "dense", "units": 9 }, "sparsity": { "kind": "topk", "k": 2 } }] } }, "tasks": { "code": { "kind": "sparse-autoencoder" } } } },
            { "train": { "trainer": { "frozen": ["shared.trunc"] } } },
            { "train": { "trainer": { "frozen": ["shared", "heads"] } } },
            { "train": { "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } }, "trainer": { "frozen": ["shared"] }, "balancing": { "kind": "pcgrad" } } },
            { "train": { "model": { "trunk": { "kind": "mlp", "hidden": [8] } } } },
            { "pretrain": { "tasks": { "shape": { "kind": "sparse-autoencoder", "decoder": { "tied": true } } }, "model": { "trunk": { "kind": "mlp" } } } }
          ]
        }
        """);

    [TestCase("tied", "model.trunk.layers[0].sparsity.kind=l1", "balancing.kind=mgda", "balancing.gradients=representation", "tasks.code.decoder.tied=true", ExpectedResult = "$.balancing.gradients: the loss of 'code' reads more of the shared part than its features, so gradients of the features do not tell all. Use \"shared\".")]
    [TestCase("thresholds", "model.trunk.layers[0].sparsity.kind=jump-relu", "balancing.kind=modo", ExpectedResult = "$.balancing: the loss of 'code' reads parameters of the shared part by itself, which this method cannot weigh. Use another one, or an autoencoder with free weights and a penalty on the code alone.")]
    [TestCase("trunk", "model.trunk={\"kind\":\"mlp\"}", ExpectedResult = "$.tasks.code.kind: a sparse autoencoder decodes the code of a trunk of the kind \"sparse-encoder\", and this model has another one. Use \"kind\": \"reconstruction\", or such a trunk.")]
    [TestCase("frozen", "trainer.frozen=[\"heads.colour\"]", ExpectedResult = "$.trainer.frozen: no parameter's name is or begins with 'heads.colour'; there are heads.code.decoder.bias, heads.code.decoder.weight, heads.shape.dense.layers.0.bias, heads.shape.dense.layers.0.weight, heads.size.inner.dense.layers.0.bias, heads.size.inner.dense.layers.0.weight, shared.trunk.layers.0.encoder.bias, shared.trunk.layers.0.encoder.weight.")]
    [TestCase("output", "tasks.code.decoder={\"loss\":\"bce\",\"output\":\"linear\"}", ExpectedResult = "$.tasks.code.decoder.output: the bce loss needs reconstructions from 0 to 1; use sigmoid, or the mse loss.")]
    public string JointTrainingIsCheckedToo(string what, params string[] changes)
    {
        using var experiment = new Experiment(Staged());
        var errors = experiment.Errors(["tasks.code.kind=sparse-autoencoder", .. changes]);
        Assert.That(errors, Has.Count.EqualTo(1), $"{what}: {string.Join('\n', errors)}");
        return errors[0][errors[0].IndexOf('$', StringComparison.Ordinal)..];
    }

    [Test]
    public void TheOptionsOfTheTrunkReachTheStages()
    {
        var plan = Compose(Staged("""{ "pretrain": { "model": { "trunk": { "pooling": "max" } }, "tasks": { "code": { "kind": "sparse-autoencoder" } } } }"""));

        Assert.That(((SparseEncoderOptions)plan.Stages[0].Config.Model.Trunk).Pooling, Is.EqualTo(CodePooling.Max));
        Assert.That(((SparseEncoderOptions)plan.Config.Model.Trunk).Pooling, Is.EqualTo(CodePooling.None));
        Assert.That(plan.Stages[0].Tasks[0], Is.TypeOf<SparseAutoencoding>());
    }

    private static ExperimentPlan Compose(string json)
    {
        using var experiment = new Experiment(json);
        return experiment.Compose();
    }

    private static void Approve(string name, string json)
    {
        using var experiment = new Experiment(json);
        Approved.Text($"errors/{name}", string.Join('\n', experiment.Errors()) + "\n");
    }

    private static string Staged(params string[] stages) => $$"""
        {
          "name": "staged",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "sparse-encoder", "layers": [{ "codec": { "kind": "dense", "units": 8 }, "sparsity": { "kind": "topk", "k": 2 } }] } },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 2, "batchSize": 16 },
          "probes": { "code": { "target": "shape" } },
          "device": "cpu",
          "stages": [{{string.Join(", ", stages)}}]
        }
        """;
}
