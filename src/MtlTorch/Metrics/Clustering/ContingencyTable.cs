using MtlTorch.Tensors;

namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// How often each class meets each cluster: all that the measures of agreement between a clustering and classes need to know. Only pairs
/// that occur are kept, so that even a cluster per row costs no more than the rows.
/// </summary>
public sealed class ContingencyTable
{
    private ContingencyTable(IReadOnlyList<ContingencyCell> cells)
    {
        Cells = cells;
        ClassSizes = Sizes(cell => cell.Class);
        ClusterSizes = Sizes(cell => cell.Cluster);
        Rows = cells.Sum(cell => cell.Rows);
    }

    /// <summary>The pairs of class and cluster that occur; both are numbered from 0 without gaps.</summary>
    public IReadOnlyList<ContingencyCell> Cells { get; }

    /// <summary>Rows of each class that occurs.</summary>
    public IReadOnlyList<double> ClassSizes { get; }

    /// <summary>Rows of each cluster that occurs.</summary>
    public IReadOnlyList<double> ClusterSizes { get; }

    /// <summary>Number of rows N.</summary>
    public double Rows { get; }

    /// <summary>The table of labels in tensors.</summary>
    /// <param name="assigned">Cluster of each row, Int64 [N]; any numbers.</param>
    /// <param name="target">Class of each row, Int64 [N]; any numbers.</param>
    /// <exception cref="ArgumentException">The two are not of the same length.</exception>
    public static ContingencyTable Of(torch.Tensor assigned, torch.Tensor target) => OfLabels(Labels(assigned), Labels(target));

    /// <summary>The table of labels in lists.</summary>
    /// <param name="assigned">Cluster of each row; any numbers.</param>
    /// <param name="target">Class of each row; any numbers.</param>
    /// <exception cref="ArgumentException">The two are not of the same length.</exception>
    public static ContingencyTable OfLabels(IReadOnlyList<long> assigned, IReadOnlyList<long> target)
    {
        if (assigned.Count != target.Count)
        {
            throw new ArgumentException($"There are {assigned.Count} assignments and {target.Count} classes; each row needs one of both.");
        }

        var pairs = assigned.Zip(target, (cluster, label) => (Class: label, Cluster: cluster));
        return OfCounts(pairs.CountBy(pair => pair).Select(pair => (pair.Key.Class, pair.Key.Cluster, (double)pair.Value)));
    }

    /// <summary>The table of counts; pairs that are never met may be among them.</summary>
    internal static ContingencyTable OfCounts(IEnumerable<(long Class, long Cluster, double Rows)> counts)
    {
        var met = counts.Where(c => c.Rows > 0).OrderBy(c => c.Class).ThenBy(c => c.Cluster).ToList();
        var classes = Numbering(met.Select(c => c.Class));
        var clusters = Numbering(met.Select(c => c.Cluster));
        return new ContingencyTable([.. met.Select(c => new ContingencyCell(classes[c.Class], clusters[c.Cluster], c.Rows))]);
    }

    /// <summary>All counts, zeros too: [classes, clusters].</summary>
    internal double[,] Dense()
    {
        var table = new double[ClassSizes.Count, ClusterSizes.Count];
        foreach (var cell in Cells)
        {
            table[cell.Class, cell.Cluster] = cell.Rows;
        }

        return table;
    }

    private static Dictionary<long, int> Numbering(IEnumerable<long> labels) =>
        labels.Distinct().Order().Index().ToDictionary(pair => pair.Item, pair => pair.Index);

    private static long[] Labels(torch.Tensor labels)
    {
        if (labels.dim() != 1)
        {
            throw new ArgumentException($"Labels are a list [N]; these are {ShapeText.Format(labels.shape)}.");
        }

        using var scope = torch.NewDisposeScope();
        return labels.to(torch.int64).cpu().data<long>().ToArray();
    }

    private double[] Sizes(Func<ContingencyCell, int> of)
    {
        var sizes = new double[Cells.Count == 0 ? 0 : Cells.Max(of) + 1];
        foreach (var cell in Cells)
        {
            sizes[of(cell)] += cell.Rows;
        }

        return sizes;
    }
}

/// <summary>A class and a cluster that share rows.</summary>
/// <param name="Class">Number of the class, from 0.</param>
/// <param name="Cluster">Number of the cluster, from 0.</param>
/// <param name="Rows">Rows of both, above 0.</param>
public readonly record struct ContingencyCell(int Class, int Cluster, double Rows);
