using MtlTorch.Tensors.Dense;

namespace MtlTorch.Clustering;

/// <summary>
/// New names for the clusters of a new clustering, so that as many rows as can be keep the name they had: k-means numbers its clusters anew each
/// time, and a head that learns pseudo-labels would have to be drawn anew after each refresh. Found by the Hungarian algorithm on the shared rows.
/// </summary>
public sealed class LabelAlignment
{
    private readonly long[] names;

    private LabelAlignment(long[] names, double kept)
    {
        (this.names, Kept) = (names, kept);
    }

    /// <summary>The name of each new cluster [K]: a permutation of 0 to K - 1.</summary>
    public IReadOnlyList<long> Names => names;

    /// <summary>Share of the rows that have the same name before and after, from 0 to 1.</summary>
    public double Kept { get; }

    /// <summary>Compares two clusterings of the same rows.</summary>
    /// <param name="before">Cluster of each row in the old one, Int64 [N], from 0 to K - 1.</param>
    /// <param name="after">Cluster of each row in the new one, Int64 [N], from 0 to K - 1.</param>
    /// <param name="clusters">Number of clusters K of both.</param>
    /// <exception cref="ArgumentException">The two are not of the same length, or a number is out of range.</exception>
    public static LabelAlignment Of(torch.Tensor before, torch.Tensor after, int clusters)
    {
        var (old, now) = (Labels(before, clusters), Labels(after, clusters));
        if (old.Length != now.Length)
        {
            throw new ArgumentException($"There were {old.Length} rows before and are {now.Length} now; compare the same rows.");
        }

        var shared = new double[clusters, clusters];
        foreach (var (from, to) in old.Zip(now))
        {
            shared[to, from]++;
        }

        var names = OptimalAssignment.Maximize(shared);
        var kept = names.Index().Sum(pair => shared[pair.Index, pair.Item]);
        return new LabelAlignment([.. names.Select(n => (long)n)], kept / old.Length);
    }

    /// <summary>The rows' clusters under their new names, Int64 [N], on their device.</summary>
    /// <param name="after">Clusters of the new clustering, Int64 [N].</param>
    public torch.Tensor Rename(torch.Tensor after)
    {
        using var scope = torch.NewDisposeScope();
        return torch.tensor(names, device: after.device).index_select(0, after).MoveToOuterDisposeScope();
    }

    /// <summary>The centroids in the order of their new names [K, D].</summary>
    /// <param name="centroids">Centroids of the new clustering [K, D].</param>
    public torch.Tensor Reorder(torch.Tensor centroids)
    {
        using var scope = torch.NewDisposeScope();
        return torch.zeros_like(centroids).index_copy_(0, torch.tensor(names, device: centroids.device), centroids).MoveToOuterDisposeScope();
    }

    private static long[] Labels(torch.Tensor labels, int clusters)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = labels.to(torch.int64).cpu().data<long>().ToArray();
        var wrong = Array.FindIndex(numbers, n => n < 0 || n >= clusters);
        return wrong < 0
            ? numbers
            : throw new ArgumentException($"Row {wrong} is in cluster {numbers[wrong]}; clusters go from 0 to {clusters - 1}.");
    }
}
