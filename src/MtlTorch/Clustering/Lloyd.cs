namespace MtlTorch.Clustering;

/// <summary>Lloyd's iterations: each row to its nearest centroid, each centroid to the mean of its rows.</summary>
internal sealed class Lloyd
{
    private readonly KMeansOptions options;
    private readonly Centered centered;
    private readonly double smallestShift;

    /// <param name="rows">Rows [N, D].</param>
    /// <param name="options">The options.</param>
    public Lloyd(torch.Tensor rows, KMeansOptions options)
    {
        this.options = options;
        centered = new Centered(rows);
        smallestShift = options.Tolerance * centered.MeanVariance();
    }

    private torch.Tensor Rows => centered.Rows;

    /// <summary>One start from centroids that are drawn.</summary>
    public KMeansResult Run(torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        return Iterate(PlusPlus.Draw(Rows, options.Clusters, generator), generator).MoveToOuterScope();
    }

    /// <summary>One start from given centroids [K, D].</summary>
    public KMeansResult Run(torch.Tensor start, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        return Iterate(start - centered.Origin, generator).MoveToOuterScope();
    }

    /// <summary>Iterates from centroids around zero, which are used up.</summary>
    private KMeansResult Iterate(torch.Tensor centroids, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var labels = torch.full([Rows.size(0)], -1, torch.int64, Rows.device);
        var (iteration, settled, still) = (0, false, false);
        while (iteration < options.MaxIterations && !still)
        {
            iteration++;
            using var step = torch.NewDisposeScope();
            var sums = ClusterSums.Of(Rows, centroids, options.BlockElements);
            settled = sums.Labels.eq(labels).all().item<bool>();
            labels = Replace(labels, sums.Labels);
            var moved = Move(sums, centroids, generator);
            still = settled || (moved - centroids).to(torch.float64).square().sum().item<double>() <= smallestShift;
            centroids = Replace(centroids, moved);
        }

        // Where rows still changed, the last assignments belong to the centroids before the last move.
        labels = settled ? labels : ClusterSums.Of(Rows, centroids, options.BlockElements).Labels;
        var inertia = Nearest.Distances(Rows, centroids, labels, options.BlockElements).sum().item<double>();
        return new KMeansResult(centroids + centered.Origin, labels, inertia, iteration, still).MoveToOuterScope();
    }

    /// <summary>The means of the clusters; empty clusters are dealt with.</summary>
    private torch.Tensor Move(ClusterSums sums, torch.Tensor centroids, torch.Generator generator)
    {
        if (sums.HasEmptyClusters)
        {
            switch (options.EmptyClusters)
            {
                case EmptyClusterRule.FarthestRow:
                    EmptyClusters.MoveToFarthestRows(sums, Rows, Nearest.Distances(Rows, centroids, sums.Labels, options.BlockElements));
                    break;
                case EmptyClusterRule.SplitCluster:
                    return EmptyClusters.Split(sums.Means(centroids), sums.Sizes, generator);
            }
        }

        return sums.Means(centroids);
    }

    private static torch.Tensor Replace(torch.Tensor old, torch.Tensor by)
    {
        old.Dispose();
        return by.MoveToOuterDisposeScope();
    }
}
