using System.Globalization;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>Runs with several replicas, of what needs to know the whole batch.</summary>
public sealed class ReplicatedRunTests
{
    private const string Sparse = """
        {
          "name": "sparse",
          "device": "cpu",
          "threads": 1,
          "data": { "kind": "shapes", "train": 96, "validation": 32, "test": 32 },
          "model": { "trunk": { "kind": "sparse-encoder", "layers": [{ "codec": { "kind": "dense", "units": 12 }, "sparsity": { "kind": "kl", "target": 0.1 } }] } },
          "tasks": { "pixels": { "kind": "sparse-autoencoder", "resampleEvery": 4, "decoder": { "output": "sigmoid", "deadAfter": 60 } } },
          "optimizer": { "kind": "sgd", "lr": 0.05 },
          "trainer": { "epochs": 2, "batchSize": 20 }
        }
        """;

    [TestCase("batch"), TestCase("moving"), TestCase("set")]
    public void TheActivityOfAUnitIsThatOfTheWholeBatch(string over)
    {
        string[] overrides = [$"model.trunk.layers[0].sparsity.over={over}"];
        using var alone = Run.Of(Sparse, overrides);
        using var three = Run.Of(Sparse, [.. overrides, "replicas=3"]);

        Assert.That(Losses(three), Is.EqualTo(Losses(alone)).Within(0.01).Percent);
        Assert.That(three.Result.Validation!.Tasks["pixels"]["explainedVariance"], Is.EqualTo(alone.Result.Validation!.Tasks["pixels"]["explainedVariance"]).Within(1e-4));
    }

    [TestCase("batch-topk"), TestCase("matryoshka")]
    public void RowsThatCompeteForUnitsCannotBeDivided(string kind)
    {
        var error = Assert.Throws<ConfigException>(() =>
            Run.Of(Sparse.Replace("\"kind\": \"kl\", \"target\": 0.1", $"\"kind\": \"{kind}\"", StringComparison.Ordinal), "replicas=2", "model.trunk.layers[0].sparsity.k=3"))!;

        Assert.That(
            error.Message,
            Does.Contain("$.replicas: the loss of 'pixels' depends on which rows are in the batch together, and 2 replicas see a part of it each. Use 1 replica, or leave that out."));
    }

    [TestCase("{\"kind\":\"dropout\"}"), TestCase("{\"kind\":\"activation-sparsity\"}")]
    public void RegularizersOfFeaturesCannotBeDivided(string regularizer)
    {
        var error = Assert.Throws<ConfigException>(() => Run.Of(Sparse, $"regularization=[{regularizer}]", "replicas=2"))!;

        Assert.That(error.Message, Does.Contain("changes or measures the features of a whole batch, and 2 replicas"));
    }

    [TestCase("0"), TestCase("257"), TestCase("1.5")]
    public void ANumberOfReplicasThatIsNoneIsRefused(string replicas) =>
        Assert.That(() => Run.Of(Sparse, $"replicas={replicas}"), Throws.TypeOf<ConfigException>().With.Message.Contains("$.replicas"));

    private static IEnumerable<double> Losses(Run run) =>
        run.Metrics.Where(line => line["split"]!.ToString() == "train").Select(line => Convert.ToDouble(line["tasks"]!["pixels"]!["loss"]!.ToString(), CultureInfo.InvariantCulture));
}
