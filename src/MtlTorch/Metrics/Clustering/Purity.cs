namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// Share of the rows that belong to the commonest class of their cluster, from above 0 to 1. Several clusters may go by one class, so more
/// clusters look purer: compare only clusterings of the same number.
/// </summary>
/// <param name="classes">Number of classes of the target; as many as there are clusters if null.</param>
[Paper("Manning et al. 2008, Introduction to Information Retrieval", "https://nlp.stanford.edu/IR-book/", Place = "section 16.3")]
public sealed class Purity(int? classes = null) : ClusteringMetric(classes)
{
    /// <inheritdoc/>
    public override string Name => "purity";

    /// <summary>The measure; NaN without rows.</summary>
    public static double Of(ContingencyTable table)
    {
        var commonest = new double[table.ClusterSizes.Count];
        foreach (var cell in table.Cells)
        {
            commonest[cell.Cluster] = Math.Max(commonest[cell.Cluster], cell.Rows);
        }

        return commonest.Sum() / table.Rows;
    }

    /// <inheritdoc/>
    protected override double Value(ContingencyTable table) => Of(table);
}
