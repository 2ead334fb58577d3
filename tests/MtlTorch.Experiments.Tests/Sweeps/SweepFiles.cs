using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps;

/// <summary>An experiment and sweeps of it, for tests that train nothing.</summary>
internal static class SweepFiles
{
    /// <summary>A sound experiment.</summary>
    public const string Experiment = """
        {
          "name": "sound",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [16] } },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 4, "batchSize": 16 }
        }
        """;

    /// <summary>Writes the experiment and a sweep of it; gives the sweep's path.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="space">The space, without braces.</param>
    /// <param name="rest">Other keys, each with a comma before it.</param>
    public static string Write(TemporaryFolder folder, string space, string rest = "")
    {
        folder.Write("sound.json", Experiment);
        return folder.Write("sweep.json", $$"""{ "name": "test", "experiment": "sound.json", "space": { {{space}} }{{rest}} }""");
    }
}
