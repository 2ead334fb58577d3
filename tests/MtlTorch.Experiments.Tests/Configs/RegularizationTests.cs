using System.Text.Json.Nodes;
using MtlTorch.Experiments.Catalogue;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Studies;
using MtlTorch.Regularizers;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>The section "regularization": a list of components, each at a place or at several.</summary>
public sealed class RegularizationTests
{
    private const string Two = """regularization=[{ "kind": "l2", "on": "shared", "lambda": 0.5 }, { "kind": "l1", "on": ["task:shape", "heads.size"] }]""";

    [Test]
    public void APlaceIsATextOrAList()
    {
        using var experiment = new Experiment();
        var found = experiment.Compose(Two).Config.Regularization;

        Assert.That(((L2PenaltyOptions)found[0]).On, Is.EqualTo(new[] { "shared" }));
        Assert.That(((L1PenaltyOptions)found[1]).On, Is.EqualTo(new[] { "task:shape", "heads.size" }));
        Assert.That(experiment.Compose().Config.Regularization, Is.Empty);
    }

    [Test]
    public void AKindIsChangedInAListThatWasSetBefore()
    {
        using var experiment = new Experiment();

        Assert.That(experiment.Compose(Two, "regularization[0].lambda=0.25", "regularization[0].kind=l1").Config.Regularization[0], Is.EqualTo(new L1PenaltyOptions { Lambda = 0.25 }).Using<L1PenaltyOptions>((a, b) => a.Lambda == b.Lambda));
    }

    [Test]
    public void WhatIsWrittenDownIsReadAgain()
    {
        using var experiment = new Experiment();
        var config = experiment.Compose(Two).Config;
        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(config, ConfigJson.Options))!;

        Assert.That(json["regularization"]![0]!["on"]!.ToJsonString(), Is.EqualTo("\"shared\""));
        Assert.That(json["regularization"]![1]!["on"]!.ToJsonString(), Is.EqualTo("[\"task:shape\",\"heads.size\"]"));
        using var again = new Experiment(json.ToJsonString());
        Assert.That(FlatConfig.Of(again.Compose().Config), Is.EqualTo(FlatConfig.Of(config)));
    }

    [TestCase("regularization[0].lambda=1e-3", ExpectedResult = "regularization[0].lambda")]
    [TestCase("""regularization[1].on="heads" """, ExpectedResult = "regularization[1].on")]
    [TestCase("regularization[0].kind=max-norm", ExpectedResult = "regularization[0].kind, regularization[0].on, regularization[0].biases, regularization[0].lambda, regularization[0].decoupled, regularization[0].perRows, regularization[0].limit")]
    public string ElementsAreSetAndToldApart(string change)
    {
        using var experiment = new Experiment(Experiment.Sound.Replace("\"optimizer\"", "\"regularization\": " + Two.Split('=', 2)[1] + ", \"optimizer\"", StringComparison.Ordinal));
        var configs = new[] { experiment.Compose(), experiment.Compose(change) }.Select(p => FlatConfig.Of(p.Config)).ToList();

        return string.Join(", ", FlatConfig.Differing(configs, FlatConfig.Matters));
    }

    [TestCase("""[{ "kind": "l2", "on": 3 }]""", ExpectedResult = "$.regularization[0].on: must be a text or an array of texts; found 3.")]
    [TestCase("""[{ "kind": "l2", "on": [] }]""", ExpectedResult = "$.regularization[0].on: must have at least 1 entry; found 0.")]
    [TestCase("""[{ "kind": "l2", "on": ["shared", 3] }]""", ExpectedResult = "$.regularization[0].on[1]: must be a text; found 3.")]
    [TestCase("""{ "kind": "l2" }""", ExpectedResult = "$.regularization: must be an array; found an object.")]
    [TestCase("""[{ "kind": "l2" }, { "kind": "dropuot" }]""", ExpectedResult = "$.regularization[1].kind: unknown regularizer 'dropuot'. Did you mean 'dropout'? Known: activation-sparsity, dropout, elastic-net, group-lasso, l1, l2, max-norm, mix-up, sam, spectral-norm, task-relationship, trace-norm.")]
    [TestCase("""[{ "kind": "spectral-norm", "lambda": 0 }]""", ExpectedResult = "$.regularization[0].lambda: with lambda 0 and no limit nothing happens. Give one of them.")]
    [TestCase("""[{ "kind": "l2" }, { "kind": "l2", "on": ["all", "task:sise"] }]""", ExpectedResult = "$.regularization[1].on: there is no weight that learns at 'task:sise'. There are all, shared, heads, task:shape, task:size, and names or beginnings of shared.trunk.dense.layers.0.weight, shared.trunk.dense.layers.0.bias, heads.shape.dense.layers.0.weight, heads.shape.dense.layers.0.bias, heads.size.inner.dense.layers.0.weight, heads.size.inner.dense.layers.0.bias. Biases count with \"biases\": true alone, frozen parts never.")]
    [TestCase("""[{ "kind": "task-relationship" }]""", ExpectedResult = "$.regularization[0].on: heads can be alike where their layers have the same shapes: 'shape' has [4, 16], 'size' has [1, 16]. Name tasks with like heads.")]
    [TestCase("""[{ "kind": "task-relationship", "edges": [{ "from": "shape", "to": "shape" }] }]""", ExpectedResult = "$.regularization[0].edges[0]: an edge lies between two tasks; this one begins and ends at 'shape'.")]
    [TestCase("""[{ "kind": "dropout", "on": "shared.trunk" }]""", ExpectedResult = "$.regularization[0].on: 'shared.trunk' stands for no task. Use \"all\", or \"task:NAME\" with one of shape, size.")]
    public string MistakesAreToldWithTheirPlace(string section)
    {
        using var experiment = new Experiment(Experiment.Sound.Replace("\"optimizer\"", $"\"regularization\": {section}, \"optimizer\"", StringComparison.Ordinal));

        return experiment.Errors().Single() is var error ? error[error.IndexOf('$', StringComparison.Ordinal)..] : "";
    }

    [Test]
    public void FrozenPartsHaveNoWeightsThatLearn()
    {
        using var experiment = new Experiment();

        Assert.That(
            experiment.Errors(Two, """trainer.frozen=["shared"]""").Single(),
            Does.Contain("$.regularization[0].on: there is no weight that learns at 'shared'. There are all, shared, heads, task:shape, task:size, and names or beginnings of heads.shape"));
    }

    [Test]
    public void WhatDoesNotGoTogetherIsToldBeforeARun()
    {
        using var experiment = new Experiment();

        Assert.That(
            experiment.Errors(Two, "strategy.kind=reptile", "trainer.batchSize=8").Single(),
            Does.Contain("$.regularization[1]: this update strategy takes the mean of weights that each task moved by itself"));
        Assert.That(
            experiment.Errors("""regularization=[{ "kind": "sam" }]""", "balancing.kind=uncertainty").Single(),
            Does.Contain("$.regularization[0]: the balancing method remembers what it saw"));
    }

    [Test]
    public void AStageHasItsOwn()
    {
        using var experiment = new Experiment(Experiment.Sound.Replace(
            "\"trainer\"", """ "regularization": [{ "kind": "l2" }], "stages": [{ "pretrain": { "tasks": { "pixels": { "kind": "reconstruction" } }, "regularization": [] } }], "trainer" """, StringComparison.Ordinal));
        var plan = experiment.Compose();

        Assert.That(plan.Config.Regularization, Has.Count.EqualTo(1));
        Assert.That(plan.Stages[0].Config.Regularization, Is.Empty);
        Assert.That(plan.Config.Stages![0].Pretrain!.Regularization, Is.Empty);
    }

    [Test]
    public void SingleTaskModelsKeepWhatConcernsThem()
    {
        using var experiment = new Experiment();
        var points = StudyPoint.Compose(experiment.Compose(Two), [1], singleTask: true);

        Assert.That(points.Single(p => p.Name == "single-task-shape-s1").Plan.Config.Regularization.OfType<L1PenaltyOptions>().Single().On, Is.EqualTo(new[] { "task:shape" }));
        Assert.That(points.Single(p => p.Name == "single-task-size-s1").Plan.Config.Regularization.OfType<L1PenaltyOptions>().Single().On, Is.EqualTo(new[] { "heads.size" }));
    }

    [Test]
    public void NamesInRecordsBeginWithTheKind()
    {
        using var randomness = new Tensors.Randomness(1);
        using var scope = torch.NewDisposeScope();
        var weight = new ModelWeight("heads.a.weight", "a", WeightRole.Weight, torch.ones(2, 3), torch.zeros(2, 3));
        var context = new RegularizerContext([weight, weight with { Task = "b", Name = "heads.b.weight" }], ["a", "b"], _ => 1, randomness);
        foreach (var component in Components.Regularizers.Components)
        {
            var made = ((RegularizerOptions)Activator.CreateInstance(component.Options)!).Build(context);
            Assert.That(made.Name.Split(':')[0], Is.EqualTo(component.Kind));
            (made as IDisposable)?.Dispose();
        }
    }
}
