using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;
using static TorchSharp.torch;

namespace MtlTorch.Clustering;

/// <summary>
/// DeepCluster: clusters the features of the training rows every so many epochs, and learns to tell the clusters by cross-entropy, as if they were classes. New
/// clusters take the names of the old ones that they share most rows with, so that the head learns on and need not be drawn anew.
/// </summary>
[Paper("Caron et al. 2018, Deep Clustering for Unsupervised Learning of Visual Features", "https://arxiv.org/abs/1807.05520", Place = "section 3")]
public sealed record DeepClusterOptions : ClusteringTaskOptions
{
    /// <summary>How the features are clustered.</summary>
    public CentroidOptions Clustering { get; init; } = new KMeansOptions { EmptyClusters = EmptyClusterRule.SplitCluster };

    /// <summary>Principal directions that the features are whitened to before they are clustered; 0 clusters them as they are.</summary>
    [Range(0, 100_000)]
    public int WhitenedDimensions { get; init; } = 256;

    /// <summary>The part of the network that tells the clusters from the features.</summary>
    public HeadOptions Head { get; init; } = new MlpHeadOptions();

    /// <inheritdoc/>
    protected override ClusteringTask Build(string name, ClassTarget? classes) => new DeepCluster(this, name, classes);
}

/// <summary>See <see cref="DeepClusterOptions"/>. Predictions are logits [B, K], what it makes are classes Int64 [N].</summary>
public sealed class DeepCluster(DeepClusterOptions options, string name, ClassTarget? classes) : ClusteringTask(name, options, options.Clustering.Clusters, classes)
{
    private protected override string ClustersOption => "clustering.clusters";

    /// <summary>Mean over the batch of -log p(pseudo-label).</summary>
    public override Tensor Loss(TaskPass pass, Tensor target) => nn.functional.cross_entropy(pass.Prediction, target);

    private protected override ClusteringHead MakeHead(HeadPlace place, ModuleContext context) =>
        new PseudoLabelHead(options.Head.Build(place.Features, Clusters, context), Clusters);

    private protected override Tensor MakeTargets(ClusteringHead head, SurveyedRows rows)
    {
        using var scope = NewDisposeScope();
        var features = SurveyedFeatures.Of(rows, Name);
        using var labels = new PseudoLabels(new() { Clustering = options.Clustering, WhitenedDimensions = options.WhitenedDimensions }, rows.Randomness);
        if (rows.Made is { } before)
        {
            labels.Restore(before);
        }

        var round = labels.Refresh(features, rows.Epoch);
        head.Memory.Take(round.Labels.bincount(null, Clusters), 1 - round.Kept);
        return round.Labels.clone().MoveToOuterDisposeScope();
    }
}
