using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>Tasks that cluster, from the experiment file to the report.</summary>
public sealed class ClusteringTests
{
    private const string Experiment = """
        {
          "name": "groups",
          "data": { "kind": "shapes", "train": 96, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [32, 6], "linearEnd": true } },
          "tasks": {
            "clusters": { "kind": "dec", "weight": 0.1, "clusters": 3, "startEpoch": 2, "compareWith": "shape" },
            "labels": { "kind": "deep-cluster", "clustering": { "kind": "k-means", "clusters": 4, "starts": 2 }, "whitenedDimensions": 4 },
            "pixels": { "kind": "reconstruction" }
          },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 4, "batchSize": 16, "select": "clusters.changed" }
        }
        """;

    [Test]
    public void ARunHasMetricsDetailsAndAReport()
    {
        using var cli = new Cli();
        cli.Folder.Write("groups.json", Experiment);

        var outcome = cli.Run("train", "groups.json", "--run-dir", "run");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Out, Does.Contain("validation clusters clusterAccuracy -, labels clusterUse 0."));
        var result = Read(cli, "result.json");
        var details = Read(cli, "details.json")["tasks"]!;
        Assert.Multiple(() =>
        {
            Assert.That((int)result["bestEpoch"]!, Is.GreaterThanOrEqualTo(3), "before, no share of changed rows is known");
            Assert.That(Names(result["test"]!["clusters"]!), Is.EqualTo(new[] { "loss", "clusterAccuracy", "nmi", "ari", "purity", "changed" }));
            Assert.That(Names(result["test"]!["labels"]!), Is.EqualTo(new[] { "loss", "clusterUse", "confidence", "changed" }));
            Assert.That(result["test"]!["clusters"]!["loss"], Is.Null);
            Assert.That((double)result["test"]!["clusters"]!["clusterAccuracy"]!, Is.InRange(0.2, 1));
            Assert.That((double)result["baseline"]!["labels"]!["clusterUse"]!, Is.EqualTo(0.25).Within(1e-12));
            Assert.That(details["clusters"]!["contingency"]!.AsArray().Sum(row => row!.AsArray().Sum(n => (int)n!)), Is.EqualTo(32));
            Assert.That(details["clusters"]!["sizes"]!.AsArray().Sum(n => (int)n!), Is.EqualTo(32));
            Assert.That(details["labels"]!["contingency"], Is.Null);
            Assert.That((double)details["labels"]!["silhouette"]!, Is.InRange(-1, 1));
            Assert.That(cli.Run("evaluate", "run").ExitCode, Is.Zero);
            Assert.That(cli.Run("report", "run").ExitCode, Is.Zero);
        });
    }

    [Test]
    public void AStoppedRunGoesOnToTheSameFigures()
    {
        using var cli = new Cli();
        cli.Folder.Write("groups.json", Experiment);
        cli.Run("train", "groups.json", "--run-dir", "whole", "--quiet");
        cli.Run("train", "groups.json", "--run-dir", "run", "--quiet", "--set", "trainer.epochs=3");

        Assert.That(cli.Run("train", "--resume", "run", "--quiet", "--set", "trainer.epochs=4").ExitCode, Is.Zero);

        Assert.That(ChildRun.Substance(cli.Folder["run"])["last/model.safetensors"], Is.EqualTo(ChildRun.Substance(cli.Folder["whole"])["last/model.safetensors"]));
        Assert.That(ChildRun.Substance(cli.Folder["run"])["last/targets.safetensors"], Is.EqualTo(ChildRun.Substance(cli.Folder["whole"])["last/targets.safetensors"]));
    }

    [TestCase("tasks.clusters.clusters=97", "$.tasks.clusters.clusters: 97 clusters cannot be made of 96 training rows; use fewer clusters or more rows.")]
    [TestCase("tasks.labels.clustering.clusters=97", "$.tasks.labels.clustering.clusters: 97 clusters cannot be made of 96 training rows; use fewer clusters or more rows.")]
    [TestCase("tasks.clusters.compareWith=size", "$.tasks.clusters.compareWith: the target 'size' holds real numbers; clusters are compared with classes: shape")]
    public void WhatDoesNotFitTheDataIsSaidBeforeTheRun(string change, string problem)
    {
        using var cli = new Cli();
        cli.Folder.Write("groups.json", Experiment);

        var outcome = cli.Run("train", "groups.json", "--run-dir", "run", "--set", change);

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Contain(problem));
        Assert.That(cli.Created, Is.Empty);
    }

    [Test]
    public void FeaturesThatCannotBeClusteredEndTheRunInOneLine()
    {
        using var cli = new Cli();
        cli.Folder.Write("groups.json", Experiment);

        // A step so long that no unit of the trunk fires any more.
        var outcome = cli.Run(
            "train", "groups.json", "--run-dir", "run", "--quiet", "--set", "model.trunk.linearEnd=false", "--set", "tasks.labels.startEpoch=2",
            "--set", "tasks.size={\"kind\": \"regression\"}", "--set", "optimizer={\"kind\": \"sgd\", \"lr\": 3}");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.Match(@"^error: Task 'clusters' cannot cluster the training rows before epoch 2: the features of all 96 rows are the same\. .*\nDetails: run.log\.txt\n$"));
    }

    private static JsonNode Read(Cli cli, string file) => JsonNode.Parse(File.ReadAllText(cli.Folder["run", file]))!;

    private static IEnumerable<string> Names(JsonNode figures) => figures.AsObject().Select(f => f.Key);
}
