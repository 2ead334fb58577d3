using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>What a user is told about a broken experiment, word for word.</summary>
public sealed class ConfigErrorTests
{
    [Test]
    public void FiveMistakesAreFiveMessages() => Approve("five-mistakes", Broken(
        ("\"name\"", "\"nmae\""),
        ("\"mlp\"", "\"mpl\""),
        ("[16]", "[16, 0]"),
        ("0.01", "-0.01"),
        ("2, \"batch", "\"ten\", \"batch")));

    [Test]
    public void EveryKindOfWrongValueIsNamed() => Approve("wrong-values", """
        {
          "name": "bad name",
          "seed": 1.5,
          "device": "gpu",
          "threads": "many",
          "data": { "kind": "shapes", "train": "all", "difficulty": 1.5, "validation": null },
          "model": { "trunk": { "kind": "conv", "blocks": { "channels": 3 }, "activation": "rleu", "dropout": 1 } },
          "tasks": { "a.b": { "kind": "classification", "weight": -1 }, "shape": [], "size": { "kind": "regression", "standardize": "yes", "head": null } },
          "balancing": "equal",
          "optimizer": { "kind": 7 },
          "schedule": { "every": 3 },
          "trainer": { "epochs": 0, "clipNorm": 0, "select": 5 }
        }
        """);

    [Test]
    public void WhatIsMissingIsNamed() => Approve("missing", "{ \"tasks\": {}, \"model\": {} }");

    [Test]
    public void PartsThatDoNotFitEachOtherAreNamed() => Approve("misfits", """
        {
          "name": "misfits",
          "data": { "kind": "shapes", "validation": 0, "train": 10, "imageSize": 16 },
          "model": { "trunk": { "kind": "conv", "blocks": [ { "channels": 4 }, { "channels": 4, "kernel": 9, "padding": 0 } ] } },
          "tasks": {
            "shape": { "kind": "regression" },
            "size": { "kind": "classification" },
            "shared": { "kind": "classification", "target": "color" },
            "colour": { "kind": "classification" },
            "tint": { "kind": "classification", "target": "colr" }
          },
          "optimizer": { "kind": "sgd", "nesterov": true },
          "trainer": { "patience": 3, "dropLast": true }
        }
        """);

    [Test]
    public void BalancingThatDoesNotFitTheTasksIsNamed() => Approve("balancing", Broken(("\"trainer\"", "\"balancing\": { \"kind\": \"stch\", \"preferences\": [1, 2, 3, 4, 5] },\n  \"trainer\"")));

    [Test]
    public void WrongProbesAreNamed() => Approve("probes", Broken((
        "\"trainer\"",
        """
        "probes": {
            "shape": { "on": "feature", "lambda": 0 },
            "pixels": { "on": "inputs", "iteration": 5 },
            "tint": { "target": "colour" },
            "a.b": { "target": "shape", "tolerance": 2 }
          },
          "trainer"
        """)));

    [Test]
    public void TheSelectionNamesATaskAndAMetric() => Approve("select", Broken(("\"epochs\"", "\"select\": \"shape.acuracy\", \"epochs\"")));

    [Test]
    public void MissingFilesOfADataSetAreNamed() => Approve("missing-data", Broken(("{ \"kind\": \"shapes\", \"train\": 64, \"validation\": 32, \"test\": 32, \"imageSize\": 16 }", "{ \"kind\": \"mnist\", \"root\": \"nowhere\" }")));

    [TestCase("{ \"name\": \"a\" \"seed\": 1 }", "missing-comma")]
    [TestCase("{ \"name\": \"a\",\n  \"seed\": 1", "open-end")]
    [TestCase("", "empty")]
    [TestCase("[]", "array")]
    [TestCase("{} {}", "two-values")]
    public void WhatIsNoExperimentIsNamed(string json, string name) => Approve($"syntax-{name}", json);

    [Test]
    public void AKeyThatStandsTwiceIsNamed() => Approve("duplicate-key", Broken(("\"epochs\": 2,", "\"epochs\": 2, \"epochs\": 3,")));

    [Test]
    public void AMissingFileIsNamed()
    {
        using var experiment = new Experiment();
        File.Delete(experiment.File);

        Assert.That(experiment.Errors().Single(), Does.StartWith("FILE:1:1 $: the file cannot be read: "));
    }

    [Test]
    public void AFolderIsNoExperiment()
    {
        using var experiment = new Experiment();
        File.Delete(experiment.File);
        Directory.CreateDirectory(experiment.File);

        Assert.That(experiment.Errors(), Is.EqualTo(new[] { "FILE:1:1 $: this is a folder; an experiment is a file." }));
    }

    [Test]
    public void APathThatIsEmptyIsAnErrorOfTheConfiguration() => Assert.Throws<ConfigException>(() => ExperimentPlan.Compose(""));

    [Test]
    public void ADataFileThatCannotBeReadIsAnErrorOfTheConfiguration()
    {
        using var experiment = new Experiment();
        var files = new[] { "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1" }
            .Select(name => experiment.Write($"mnist/{name}-ubyte", "")).ToList();
        using var locked = new FileStream(files[0], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var root = Path.GetDirectoryName(Path.GetDirectoryName(files[0]))!.Replace('\\', '/');

        Assert.That(experiment.Errors($$"""data={"kind": "mnist", "root": "{{root}}"}""")[0], Does.Contain("$.data: ").And.Contain("train-images"));
    }

    private static string Broken(params (string Sound, string Broken)[] changes)
    {
        var json = Experiment.Sound;
        foreach (var (sound, broken) in changes)
        {
            Assert.That(json, Does.Contain(sound));
            json = json.Replace(sound, broken, StringComparison.Ordinal);
        }

        return json;
    }

    private static void Approve(string name, string json)
    {
        using var experiment = new Experiment(json);
        Approved.Text($"errors/{name}", string.Join('\n', experiment.Errors()) + "\n");
    }
}
