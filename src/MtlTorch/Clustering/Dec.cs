using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;
using static TorchSharp.torch;

namespace MtlTorch.Clustering;

/// <summary>
/// DEC: centroids in the space of the features are learnt with the network, by KL(p || q) of soft assignments q to a sharper target p, which is made of all training
/// rows every so many epochs. K-means places the centroids first. With a weight of 0.1 beside a "reconstruction" or "sparse-autoencoder" task on the same
/// trunk it is IDEC. Use a trunk whose features are few and of any sign: "linearEnd".
/// </summary>
[Paper("Xie et al. 2016, Unsupervised Deep Embedding for Clustering Analysis", "https://arxiv.org/abs/1511.06335", Place = "section 3")]
[Paper("Guo et al. 2017, Improved Deep Embedded Clustering with Local Structure Preservation", "https://www.ijcai.org/proceedings/2017/243", Place = "section 3")]
public sealed record DecOptions : ClusteringTaskOptions
{
    /// <summary>Number of clusters K.</summary>
    [Range(1, 1_000_000)]
    public int Clusters { get; init; } = 10;

    /// <summary>Starts of the k-means that places the centroids; the one with the smallest inertia counts.</summary>
    [Range(1, 10_000)]
    public int Starts { get; init; } = 20;

    /// <summary>Degrees of freedom of Student's t, which soft assignments follow: the fewer, the more far rows count.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Alpha { get; init; } = 1;

    /// <summary>
    /// Share of the training rows that change their cluster from one making of the target to the next (metric "changed"), at or below which clusters have settled.
    /// The papers stop there; here the other tasks go on, and the target is held from then on.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 0.001;

    /// <inheritdoc/>
    protected override ClusteringTask Build(string name, ClassTarget? classes) => new Dec(this, name, classes);
}

/// <summary>See <see cref="DecOptions"/>. Predictions are log q [B, K], what it makes is p [N, K].</summary>
public sealed class Dec(DecOptions options, string name, ClassTarget? classes) : ClusteringTask(name, options, options.Clusters, classes)
{
    /// <summary>Whether the last two makings of the target agreed so far that it is held.</summary>
    public bool HasSettled => Memory is { } memory && memory.Changed <= options.Tolerance;

    private protected override string ClustersOption => "clusters";

    /// <inheritdoc/>
    public override bool IsDue(int epoch, Tensor? made) => base.IsDue(epoch, made) && (made is null || !HasSettled);

    /// <summary>KL(p || q), mean over the batch.</summary>
    public override Tensor Loss(TaskPass pass, Tensor target) => DeepEmbeddedClustering.Loss(pass.Prediction, target);

    private protected override ClusteringHead MakeHead(HeadPlace place, ModuleContext context) =>
        new ClusterHead(place.Features, Clusters, context, options.Alpha);

    /// <summary>The target distribution of all rows. Centroids that were never placed are placed first.</summary>
    private protected override Tensor MakeTargets(ClusteringHead head, SurveyedRows rows)
    {
        using var scope = NewDisposeScope();
        var memory = head.Memory;
        var logs = memory.HasLooked ? SurveyedFeatures.Predictions(rows, Name) : Place((ClusterHead)head, rows);
        var q = logs.exp();
        var share = rows.Made is { } before && memory.HasLooked ? ChangedSince(before, memory.Sizes, logs) : double.NaN;
        var frequencies = q.sum(dim: 0, type: float64);
        memory.Take(frequencies, share);
        return DeepEmbeddedClustering.TargetDistribution(q, frequencies).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the centroids where k-means finds clusters, and gives log q of all rows.</summary>
    private Tensor Place(ClusterHead head, SurveyedRows rows)
    {
        using var scope = NewDisposeScope();
        using var generator = rows.Randomness.Fresh($"centroids of {Name}", rows.Epoch);
        var features = SurveyedFeatures.Of(rows, Name);
        var found = new KMeansOptions { Clusters = Clusters, Starts = options.Starts }.Fit(features, generator);
        var used = found.Sizes().gt(0).sum().item<long>();
        if (used < Clusters)
        {
            throw new ClusteringFailedException(Name, rows.Epoch, $"only {used} of {Clusters} clusters have a row, because the features of {features.size(0)} rows take too few different values. Use fewer clusters, or begin at another startEpoch.");
        }

        head.Place(found.Centroids);
        return head.call(features).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The share of rows whose likeliest cluster is another than before. What q was is told by p and the frequencies f that it was made with: p f is in
    /// proportion to q^2, row by row.
    /// </summary>
    private static double ChangedSince(Tensor before, Tensor frequencies, Tensor logs)
    {
        using var scope = NewDisposeScope();
        var old = (before * frequencies.to(before.dtype)).argmax(1);
        return logs.argmax(1).ne(old).to(float64).mean().item<double>();
    }
}
