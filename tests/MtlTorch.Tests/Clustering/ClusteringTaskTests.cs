using System.Collections.Frozen;
using MtlTorch.Clustering;
using MtlTorch.Data;
using MtlTorch.Metrics.Clustering;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Inspection;

namespace MtlTorch.Tests.Clustering;

/// <summary>What both kinds of tasks that cluster have in common.</summary>
public sealed class ClusteringTaskTests
{
    private static readonly ClusteringTaskOptions[] Kinds =
        [new DecOptions { Clusters = 4, CompareWith = "group" }, new DeepClusterOptions { Clustering = new KMeansOptions { Clusters = 4 }, CompareWith = "group", WhitenedDimensions = 0 }];

    [TestCase("flock", "the data set has no target 'flock'; with classes it has group. Leave it out for metrics that need none.")]
    [TestCase("size", "the target 'size' holds real numbers; clusters are compared with classes: group. Leave it out for metrics that need none.")]
    public void WhatClustersAreComparedWithMustBeClasses(string target, string problem)
    {
        var refusal = Assert.Throws<InvalidOptionException>(() => new DecOptions { CompareWith = target }.Build("groups", ClusteredTraining.Targets))!;

        Assert.That((refusal.Option, refusal.Problem), Is.EqualTo(("compareWith", problem)));
    }

    [Test]
    public void FewerRowsThanClustersAreRefused([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        var task = options.Build("groups", ClusteredTraining.Targets);
        task.CheckRows(4);
        var refusal = Assert.Throws<InvalidOptionException>(() => task.CheckRows(3))!;

        Assert.That(refusal.Option, Is.EqualTo(options is DecOptions ? "clusters" : "clustering.clusters"));
        Assert.That(refusal.Problem, Is.EqualTo("4 clusters cannot be made of 3 training rows; use fewer clusters or more rows."));
    }

    [Test]
    public void TheTrivialPredictionIsOneClusterForAll([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        using var run = new ClusteredTraining(options);
        using var label = new ClusteredTraining(options with { CompareWith = null });

        var trivial = new Evaluator(7).EvaluateTrivial(run.Model, run.Train, run.Validation);
        var free = new Evaluator(7).EvaluateTrivial(label.Model, label.Train, label.Validation);

        Assert.That(trivial["groups", "clusterAccuracy"], Is.EqualTo(1 / 3.0).Within(1e-12));
        Assert.That(trivial["groups", "nmi"], Is.Zero);
        Assert.That(trivial["groups", "changed"], Is.NaN);
        Assert.That(free["groups", "clusterUse"], Is.EqualTo(0.25).Within(1e-12));
        Assert.That(free["groups", "confidence"], Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void RowsWithoutAClassCountInTheLossAlone([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        using var scope = torch.NewDisposeScope();
        using var run = new ClusteredTraining(options);
        var task = run.Model.Tasks[0];
        var whole = run.Train.Slice(0, 12);
        var made = options is DecOptions ? torch.full([12, 4], 0.25f) : torch.zeros([12], torch.int64);
        var classes = whole.Targets["group"].clone();
        classes.narrow(0, 0, 5).fill_(-1);
        var batch = new Batch(whole.Inputs, new Dictionary<string, torch.Tensor> { ["group"] = classes })
        {
            Partial = new[] { "group" }.ToFrozenSet(),
            Made = new Dictionary<string, torch.Tensor> { ["groups"] = made },
        };
        var pass = run.Model.Pass(batch.Inputs)[0];

        var (labeled, target) = LabeledRows.Of(task, pass, batch);

        Assert.That((labeled.Prediction.size(0), target.size(0)), Is.EqualTo((7L, 7L)));
        TensorAssert.Same(LabeledRows.LossOf(task, pass, batch)!, task.Loss(pass, made));
        Assert.That(LabeledRows.LossOf(task, pass, whole), Is.Null, "nothing was made for these");
    }

    [Test]
    public void DetailsHoldTheTableOfClassesAndClusters([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        using var scope = torch.NewDisposeScope();
        using var run = new ClusteredTraining(options).Finished();

        var details = (ClusteringDetails)new ModelInspector(7).Inspect(run.Model, run.Validation).Tasks["groups"];

        using var frozen = torch.no_grad();
        run.Model.eval();
        var assigned = run.Model.call(run.Validation.Inputs)[0].argmax(1);
        var features = run.Model.Represent(run.Validation.Inputs)[0].Features;
        var table = details.Contingency!;
        Assert.Multiple(() =>
        {
            Assert.That(details.Classes, Is.EqualTo(new[] { "ant", "bee", "cat" }));
            Assert.That(details.Clusters, Is.EquivalentTo(Enumerable.Range(0, 4)));
            Assert.That(details.Sizes, Is.EqualTo(details.Clusters.Select(k => assigned.eq(k).sum().item<long>())));
            Assert.That(table.Sum(row => row.Sum()), Is.EqualTo(30));
            Assert.That(table.Select((row, k) => row[k]).Sum() / 30.0, Is.EqualTo(ClusterAccuracy.Of(ContingencyTable.Of(assigned, run.Validation.Targets["group"]))).Within(1e-12), "the diagonal");
            Assert.That(details.Silhouette, Is.EqualTo(Silhouette.Of(features, assigned)).Within(1e-6));
        });
    }

    [Test]
    public void DetailsAreEmptyBeforeThereAreClusters([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        using var run = new ClusteredTraining(options);

        var details = (ClusteringDetails)new ModelInspector(7).Inspect(run.Model, run.Validation).Tasks["groups"];

        Assert.That(details.Clusters, Is.Empty);
        Assert.That(details.Silhouette, Is.NaN);
    }

    [Test]
    public void LooksAndInspectionsLeaveNoTensorsBehind([ValueSource(nameof(Kinds))] ClusteringTaskOptions options)
    {
        using var folder = new TemporaryFolder();
        using var run = new ClusteredTraining(options, new() { Epochs = 6, BatchSize = 10 });
        run.Recorder.Folder = folder.Path;
        var alive = new List<long>();
        run.Recorder.OnEpochDone = _ => alive.Add(LiveTensors.Count);

        run.Finished();

        Assert.That(alive.Skip(1), Is.All.EqualTo(alive[0]));
        Assert.That(LiveTensors.LeftBy(() => new ModelInspector(7).Inspect(run.Model, run.Validation)), Is.Zero);
    }
}
