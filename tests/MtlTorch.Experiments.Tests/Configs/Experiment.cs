using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>Small experiments for tests, in a folder of their own.</summary>
internal sealed class Experiment : IDisposable
{
    /// <summary>A sound experiment that trains in a second.</summary>
    public const string Sound = """
        {
          "name": "sound",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [16] } },
          "tasks": {
            "shape": { "kind": "classification" },
            "size": { "kind": "regression" }
          },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 2, "batchSize": 16 }
        }
        """;

    /// <summary>A sparse autoencoder and a plain reconstruction, on images; it trains in a second.</summary>
    public const string Sparse = """
        {
          "name": "sparse",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "sparse-encoder", "layers": [{ "codec": { "kind": "dense", "units": 12 }, "sparsity": { "kind": "kl", "target": 0.1 } }] } },
          "tasks": {
            "pixels": { "kind": "sparse-autoencoder", "decoder": { "output": "sigmoid" } },
            "again": { "kind": "reconstruction" }
          },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 2, "batchSize": 16 }
        }
        """;

    private readonly TemporaryFolder folder = new();

    public Experiment(string json = Sound) => File = folder.Write("experiment.json", json);

    public string File { get; }

    public string Write(string name, string json) => folder.Write(name, json);

    public ExperimentPlan Compose(params string[] overrides) => ExperimentPlan.Compose(File, overrides);

    /// <summary>The messages for a broken experiment, with the file called FILE and the folder FOLDER.</summary>
    public IReadOnlyList<string> Errors(params string[] overrides)
    {
        var exception = Assert.Throws<ConfigException>(() => Compose(overrides));
        return [.. exception!.Errors.Select(e => e.ToString().Replace(File, "FILE", StringComparison.Ordinal).Replace(folder.Path, "FOLDER", StringComparison.Ordinal))];
    }

    public void Dispose() => folder.Dispose();
}
