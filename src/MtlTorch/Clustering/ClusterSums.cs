namespace MtlTorch.Clustering;

/// <summary>
/// Which rows belong to which cluster, and the sums of each cluster's rows. From one assignment to the next only rows that change are subtracted here and
/// added there: after a few iterations these are few. Sums are kept in double precision.
/// </summary>
internal sealed class ClusterSums
{
    private readonly torch.Tensor rows;
    private readonly long blockElements;
    private readonly torch.Tensor clusters;
    private readonly torch.Tensor sums;

    /// <summary>No row belongs anywhere yet.</summary>
    /// <param name="rows">Rows [N, D], around zero.</param>
    /// <param name="count">Number of clusters K.</param>
    /// <param name="blockElements">Largest number of distances held at a time.</param>
    public ClusterSums(torch.Tensor rows, int count, long blockElements)
    {
        (this.rows, this.blockElements) = (rows, blockElements);
        clusters = torch.arange(count, torch.int64, rows.device).unsqueeze(1);
        sums = torch.zeros([count, rows.size(1)], torch.float64, rows.device);
        Labels = torch.full([rows.size(0)], -1, torch.int64, rows.device);
        Sizes = new double[count];
    }

    /// <summary>The cluster of each row, Int64 [N]; -1 for none.</summary>
    public torch.Tensor Labels { get; }

    /// <summary>Rows of each cluster [K].</summary>
    public double[] Sizes { get; private set; }

    public bool HasEmptyClusters => Sizes.Contains(0);

    /// <summary>Gives each row to its nearest centroid; a block of rows is still in the cache when what changed of it is added up.</summary>
    /// <param name="centroids">Centroids [K, D].</param>
    /// <returns>Number of rows that changed.</returns>
    public long Assign(torch.Tensor centroids)
    {
        using var scope = torch.NewDisposeScope();
        var nearest = new Nearest(centroids);
        var changed = 0L;
        foreach (var (start, count) in RowMatrix.Blocks(rows, Sizes.Length, blockElements))
        {
            using var block = torch.NewDisposeScope();
            var some = rows.narrow(0, start, count);
            var (before, after) = (Labels.narrow(0, start, count), nearest.Of(some));
            changed += Move(some, before, after);
            before.copy_(after);
        }

        Sizes = Labels.bincount(null, Sizes.Length).to(torch.float64).cpu().data<double>().ToArray();
        return changed;
    }

    /// <summary>Takes a row from its cluster and gives it to another.</summary>
    public void Give(long row, int to)
    {
        using var scope = torch.NewDisposeScope();
        var from = (int)Labels[row].item<long>();
        sums[from].sub_(rows[row]);
        sums[to].add_(rows[row]);
        Labels[row].fill_(to);
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

    /// <summary>
    /// Moves the rows of a block that changed from sum to sum. By a product with -1, 0 and 1, which on a GPU, unlike additions into chosen places, gives
    /// the same bits each time.
    /// </summary>
    private long Move(torch.Tensor some, torch.Tensor before, torch.Tensor after)
    {
        var changed = after.ne(before).nonzero().flatten();
        var count = changed.numel();
        if (count == 0)
        {
            return 0;
        }

        // Where most change, gathering them costs more than the zeros of the others.
        if (count < some.size(0) / 2)
        {
            (some, before, after) = (some.index_select(0, changed), before.index_select(0, changed), after.index_select(0, changed));
        }

        sums.add_((clusters.eq(after).to(rows.dtype) - clusters.eq(before).to(rows.dtype)).mm(some));
        return count;
    }
}
