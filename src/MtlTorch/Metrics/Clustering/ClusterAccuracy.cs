using MtlTorch.Tensors.Dense;

namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// Accuracy under the best one-to-one naming of clusters by classes, found by the Hungarian algorithm. A class names at most one cluster:
/// rows in clusters beyond the number of classes count as wrong.
/// </summary>
/// <param name="classes">Number of classes of the target; as many as there are clusters if null.</param>
[Paper("Xie et al. 2016, Unsupervised Deep Embedding for Clustering Analysis", "https://arxiv.org/abs/1511.06335", Place = "eq. (10)")]
public sealed class ClusterAccuracy(int? classes = null) : ClusteringMetric(classes)
{
    /// <inheritdoc/>
    public override string Name => "clusterAccuracy";

    /// <summary>The measure, from above 0 to 1; NaN without rows.</summary>
    public static double Of(ContingencyTable table)
    {
        var counts = table.Dense();
        var named = OptimalAssignment.Maximize(counts).Index().Where(pair => pair.Item >= 0).Sum(pair => counts[pair.Index, pair.Item]);
        return named / table.Rows;
    }

    /// <inheritdoc/>
    protected override double Value(ContingencyTable table) => Of(table);
}
