namespace MtlTorch.Clustering;

/// <summary>New places for centroids that have lost all their rows.</summary>
public static class EmptyClusters
{
    /// <summary>By which share of its size each number of a split centroid is moved: up for one half, down for the other.</summary>
    private const double Shift = 1.0 / 1024;

    /// <summary>
    /// Puts each empty cluster beside one that is drawn in proportion to its rows: the numbers of the two centroids are moved apart by 1/1024, alternately up and down,
    /// and they share the rows from then on. This is what Faiss does, and with it DeepCluster.
    /// </summary>
    /// <param name="centroids">Centroids [K, D].</param>
    /// <param name="sizes">Rows of each cluster [K].</param>
    /// <param name="generator">Draws, on the CPU.</param>
    /// <returns>The centroids [K, D], a new tensor.</returns>
    public static torch.Tensor Split(torch.Tensor centroids, IReadOnlyList<double> sizes, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var (moved, rows) = (centroids.clone(), sizes.ToArray());
        var alternating = torch.arange(centroids.size(1), torch.int64, centroids.device).remainder(2).to(centroids.dtype) * (2 * Shift) - Shift;
        foreach (var (empty, _) in sizes.Index().Where(pair => pair.Item == 0))
        {
            // A cluster of one row cannot be shared.
            if (Draw(rows, generator) is not { } donor)
            {
                break;
            }

            var place = moved[donor].clone();
            moved[empty].copy_(place * (1 - alternating));
            moved[donor].copy_(place * (1 + alternating));
            rows[empty] = Math.Floor(rows[donor] / 2);
            rows[donor] -= rows[empty];
        }

        return moved.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Gives each empty cluster the row that is farthest from its centroid, and takes it from its cluster. Rows that lie on their centroid stay, and so does the
    /// last row of a cluster: where rows are the same there may remain empty clusters.
    /// </summary>
    /// <param name="sums">The clusters.</param>
    /// <param name="distances">Squared distance of each row to its centroid [N].</param>
    /// <param name="rounding">Squared distance up to which a row lies on its centroid.</param>
    internal static void MoveToFarthestRows(ClusterSums sums, torch.Tensor distances, double rounding)
    {
        using var scope = torch.NewDisposeScope();
        var empty = new Queue<int>(sums.Sizes.Index().Where(pair => pair.Item == 0).Select(pair => pair.Index));

        // At most one row of each cluster is passed over.
        var candidates = (int)Math.Min(distances.size(0), empty.Count + sums.Sizes.Length);
        var (far, places) = distances.topk(candidates, 0);
        var lengths = far.cpu().data<double>().ToArray();
        var indices = places.cpu().data<long>().ToArray();
        for (var i = 0; i < candidates && empty.Count > 0 && lengths[i] > rounding; i++)
        {
            var donor = sums.Labels[indices[i]].item<long>();
            if (sums.Sizes[donor] > 1)
            {
                sums.Give(indices[i], empty.Dequeue());
            }
        }
    }

    /// <summary>A cluster of at least two rows, drawn in proportion to the rows beyond the first; null if there is none.</summary>
    private static int? Draw(double[] rows, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var left = torch.rand(1L, torch.float64, generator: generator).item<double>() * rows.Sum(r => Math.Max(0, r - 1));
        int? donor = null;
        foreach (var (cluster, size) in rows.Index().Where(pair => pair.Item > 1))
        {
            donor = cluster;
            left -= size - 1;
            if (left < 0)
            {
                break;
            }
        }

        return donor;
    }
}
