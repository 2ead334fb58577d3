namespace MtlTorch.Cli.Tests;

/// <summary>An experiment in three stages that trains in seconds: a sparse code is learnt, then heads on it, then all of it.</summary>
internal static class StagedExperiment
{
    public const string Json = """
        {
          "name": "staged",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": {
            "trunk": { "kind": "sparse-encoder", "layers": [{ "codec": { "kind": "dense", "units": 24 }, "sparsity": { "kind": "batch-topk", "k": 6 } }] }
          },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 2, "batchSize": 16, "checkpointEvery": 1 },
          "stages": [
            { "pretrain": { "tasks": { "code": { "kind": "sparse-autoencoder", "resampleEvery": 3, "decoder": { "deadAfter": 20 } } }, "trainer": { "epochs": 4 } } },
            { "train": { "optimizer": { "kind": "adam", "lr": 0.02 }, "trainer": { "sharedRate": 0.5 } } },
            { "train": { "trainer": { "clipNorm": 10 } } }
          ],
          "probes": { "code": { "target": "shape", "on": "features" } }
        }
        """;
}
