using System.Text.Json.Nodes;
using MtlTorch.Experiments.Tests.Running;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>What a report shows of tasks that cluster.</summary>
public sealed class ClusteringReportBrowserTests
{
    private const string Experiment = """
        {
          "name": "groups",
          "data": { "kind": "shapes", "train": 96, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [32, 6], "linearEnd": true } },
          "tasks": {
            "clusters": { "kind": "dec", "clusters": 4, "compareWith": "shape" },
            "labels": { "kind": "deep-cluster", "clustering": { "kind": "k-means", "clusters": 3 }, "whitenedDimensions": 0 },
            "late": { "kind": "dec", "clusters": 3, "startEpoch": 9 }
          },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 2, "batchSize": 16, "select": "labels.confidence" }
        }
        """;

    [Test]
    public void ItShowsTheTableOfClassesAndClustersOrTheSizesAlone()
    {
        using var browser = new Browser();
        using var run = Run.Of(Experiment);

        browser.Open(run.Folder.Report);

        var details = JsonNode.Parse(File.ReadAllText(run.Folder.Details))!["tasks"]!;
        var text = browser.Value<string>("document.querySelector('#predictions').textContent");
        Assert.Multiple(() =>
        {
            Assert.That(browser.Console, Is.Empty);
            Assert.That(Matrix("clusters"), Is.EqualTo(details["clusters"]!["contingency"]!.ToJsonString()));
            Assert.That(Matrix("labels"), Is.EqualTo($"[{details["labels"]!["sizes"]!.ToJsonString()}]"));
            Assert.That(text, Does.Contain("clusters: classes and clusters").And.Contain("labels: sizes of the clusters").And.Contain("late: no clusters were made before the best epoch."));
        });

        string Matrix(string task) => browser.Evaluate($"mtlReport.charts.find(c => c.title === '{task} clusters').matrix")!.ToJsonString();
    }
}
