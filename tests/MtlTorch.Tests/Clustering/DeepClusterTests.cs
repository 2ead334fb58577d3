using MtlTorch.Balancing.Gradients;
using MtlTorch.Clustering;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Trunks;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Clustering;

public sealed class DeepClusterTests
{
    private static readonly DeepClusterOptions Options = new()
    {
        Clustering = new KMeansOptions { Clusters = 3, Starts = 3 },
        WhitenedDimensions = 0,
        CompareWith = "group",
        Head = new MlpHeadOptions { Hidden = [8] },
    };

    [Test]
    public void ItLearnsToTellItsClusters([Values] bool miniBatches, [Values] bool conflicts)
    {
        CentroidOptions clustering = miniBatches ? new MiniBatchKMeansOptions { Clusters = 3 } : Options.Clustering;
        using var run = new ClusteredTraining(
            Options with { Clustering = clustering }, new TrainerOptions { Epochs = 12, BatchSize = 10 }, balancing: conflicts ? new PcGradOptions() : null).Finished();

        var losses = run.Recorder.Records.Select(r => r.TrainLosses["groups"]).ToList();
        Assert.That(losses[^1], Is.LessThan(losses[0] / 2));
        Assert.That(run.Metric("clusterAccuracy").Last(), Is.GreaterThan(0.95));
        Assert.That(run.Metric("changed").Skip(5), Is.All.LessThan(0.1));
    }

    [Test]
    public void LabelsAreMadeWhenDueAndHeldInBetween()
    {
        var clusters = Options with { Every = 2, Clustering = new KMeansOptions { Clusters = 15 } };
        using var run = new ClusteredTraining(clusters, new TrainerOptions { Epochs = 4, BatchSize = 10 }, new AdamOptions { Lr = 0.1 }).Finished();

        Assert.That(run.Made[0], Is.EqualTo(run.Made[1]));
        Assert.That(run.Made[2], Is.Not.EqualTo(run.Made[1]).And.EqualTo(run.Made[3]));
    }

    /// <summary>The generator of k-means differs from epoch to epoch, and so do its numbers; the names do not.</summary>
    [Test]
    public void ClustersKeepTheirNamesWhileTheFeaturesStay()
    {
        var thorough = Options with { Clustering = new KMeansOptions { Clusters = 3, Starts = 30, Tolerance = 0 } };
        using var run = new ClusteredTraining(thorough, new TrainerOptions { Epochs = 6, BatchSize = 10 }, new SgdOptions { Lr = 1e-300, Momentum = 0 }, trunk: new MlpTrunkOptions { Hidden = [8], LinearEnd = true }).Finished();

        Assert.That(run.Made.All(made => made.AsSpan().SequenceEqual(run.Made[0])));
        Assert.That(run.Metric("changed").Skip(1), Is.All.Zero);
    }

    [Test]
    public void WithoutClassesTheMetricsTellWhetherClustersAreUsedAndSure()
    {
        using var run = new ClusteredTraining(Options with { CompareWith = null }, new TrainerOptions { Epochs = 8, BatchSize = 10 }).Finished();

        Assert.That(run.Model.Tasks[0].Metrics.Select(m => m.Name), Is.EqualTo(new[] { "clusterUse", "confidence", "changed" }));
        Assert.That(run.Metric("clusterUse").Last(), Is.GreaterThan(0.9));
        Assert.That(run.Metric("confidence").Last(), Is.GreaterThan(run.Metric("confidence").First()).And.LessThan(1));
    }

    [Test]
    public void FeaturesThatAreAllTheSameCannotBeClustered()
    {
        using var rows = torch.ones(60, 8);

        Assert.That(
            () => new ClusteredTraining(Options with { WhitenedDimensions = 256 }, rows: rows).Finished(),
            Throws.TypeOf<ClusteringFailedException>().With.Message.Contains("the features of all 60 rows are the same."));
    }
}
