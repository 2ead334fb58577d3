namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// Mutual information I(classes; clusters) over the arithmetic mean of the two entropies, from 0 (they know nothing of each other) to 1: what
/// scikit-learn calls <c>normalized_mutual_info_score</c>, with its default average. Papers that divide by the geometric mean or by the larger entropy have
/// other figures.
/// </summary>
/// <param name="classes">Number of classes of the target; as many as there are clusters if null.</param>
[Paper("Vinh et al. 2010, Information Theoretic Measures for Clusterings Comparison", "https://jmlr.org/papers/v11/vinh10a.html", Place = "NMI_sum")]
public sealed class NormalizedMutualInformation(int? classes = null) : ClusteringMetric(classes)
{
    /// <inheritdoc/>
    public override string Name => "nmi";

    /// <summary>The measure; 1 for one class in one cluster, 0 if only one of the two is whole, NaN without rows.</summary>
    public static double Of(ContingencyTable table)
    {
        if (table.Rows == 0)
        {
            return double.NaN;
        }

        if (table.ClassSizes.Count == 1 && table.ClusterSizes.Count == 1)
        {
            return 1;
        }

        var information = Information(table);

        // What rounding leaves of independence is no information.
        return information <= Math.BitIncrement(1) - 1
            ? 0
            : information / ((Entropy(table.ClassSizes, table.Rows) + Entropy(table.ClusterSizes, table.Rows)) / 2);
    }

    /// <inheritdoc/>
    protected override double Value(ContingencyTable table) => Of(table);

    private static double Information(ContingencyTable table) => table.Cells.Sum(cell =>
    {
        var expected = table.ClassSizes[cell.Class] * table.ClusterSizes[cell.Cluster] / table.Rows;
        return cell.Rows / table.Rows * Math.Log(cell.Rows / expected);
    });

    private static double Entropy(IReadOnlyList<double> sizes, double rows) => -sizes.Sum(size => size / rows * Math.Log(size / rows));
}
