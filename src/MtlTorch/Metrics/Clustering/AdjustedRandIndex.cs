namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// Of all pairs of rows, how many are together in both or apart in both, above what chance would give: 1 for the same partition, about 0 for
/// unrelated ones, down to -0.5 for opposed ones.
/// </summary>
/// <param name="classes">Number of classes of the target; as many as there are clusters if null.</param>
[Paper("Hubert and Arabie 1985, Comparing partitions", "https://doi.org/10.1007/BF01908075", Place = "eq. (5)")]
public sealed class AdjustedRandIndex(int? classes = null) : ClusteringMetric(classes)
{
    /// <inheritdoc/>
    public override string Name => "ari";

    /// <summary>The measure; 1 where both are one cluster or both a cluster per row, NaN without rows.</summary>
    public static double Of(ContingencyTable table)
    {
        if (table.Rows == 0)
        {
            return double.NaN;
        }

        var together = table.Cells.Sum(cell => Pairs(cell.Rows));
        var (inClasses, inClusters) = (table.ClassSizes.Sum(Pairs), table.ClusterSizes.Sum(Pairs));
        if (together == inClasses && together == inClusters)
        {
            return 1;
        }

        var expected = inClasses * (inClusters / Pairs(table.Rows));
        return (together - expected) / ((inClasses + inClusters) / 2 - expected);
    }

    /// <inheritdoc/>
    protected override double Value(ContingencyTable table) => Of(table);

    private static double Pairs(double rows) => rows * (rows - 1) / 2;
}
