namespace MtlTorch.Clustering;

/// <summary>The rows' nearest centroids, and the sum and number of the rows of each cluster. Sums grow in double precision.</summary>
internal sealed class ClusterSums
{
    private readonly torch.Tensor sums;

    private ClusterSums(torch.Tensor labels, torch.Tensor sums, double[] sizes)
    {
        (Labels, this.sums, Sizes) = (labels, sums, sizes);
    }

    /// <summary>The nearest centroid of each row, Int64 [N].</summary>
    public torch.Tensor Labels { get; }

    /// <summary>Rows of each cluster.</summary>
    public double[] Sizes { get; }

    public bool HasEmptyClusters => Array.IndexOf(Sizes, 0) >= 0;

    /// <summary>
    /// Goes through the rows once: a block of them is still in the cache when, after its distances, its rows are added up. They are
    /// added up by a product with zeros and ones, which on a GPU, unlike additions into chosen places, gives the same bits each time.
    /// </summary>
    /// <param name="rows">Rows [N, D], around zero.</param>
    /// <param name="centroids">Centroids [K, D].</param>
    /// <param name="blockElements">Largest number of distances held at a time.</param>
    public static ClusterSums Of(torch.Tensor rows, torch.Tensor centroids, long blockElements)
    {
        using var scope = torch.NewDisposeScope();
        var nearest = new Nearest(centroids);
        var clusters = torch.arange(centroids.size(0), torch.int64, rows.device).unsqueeze(1);
        var labels = torch.empty([rows.size(0)], torch.int64, rows.device);
        var sums = torch.zeros(centroids.shape, torch.float64, rows.device);
        foreach (var (start, count) in RowMatrix.Blocks(rows, centroids.size(0), blockElements))
        {
            using var block = torch.NewDisposeScope();
            var some = rows.narrow(0, start, count);
            var found = nearest.Of(some);
            labels.narrow(0, start, count).copy_(found);
            sums.add_(clusters.eq(found).to(rows.dtype).mm(some));
        }

        var sizes = labels.bincount(null, centroids.size(0)).to(torch.float64).cpu().data<double>().ToArray();
        return new ClusterSums(labels.MoveToOuterDisposeScope(), sums.MoveToOuterDisposeScope(), sizes);
    }

    /// <summary>Takes a row from its cluster and gives it to another.</summary>
    public void Give(torch.Tensor row, int from, int to)
    {
        using var scope = torch.NewDisposeScope();
        sums[from].sub_(row);
        sums[to].add_(row);
        Sizes[from]--;
        Sizes[to]++;
    }

    /// <summary>The mean of each cluster [K, D]; that of an empty one is where it was.</summary>
    /// <param name="before">Where the centroids were [K, D].</param>
    public torch.Tensor Means(torch.Tensor before)
    {
        using var scope = torch.NewDisposeScope();
        var sizes = torch.tensor(Sizes, torch.float64, before.device).unsqueeze(1);
        var means = (sums / sizes.clamp_min(1)).to(before.dtype);
        return torch.where(sizes.gt(0), means, before).MoveToOuterDisposeScope();
    }
}
