namespace MtlTorch.Clustering;

/// <summary>Lloyd's iterations: each row to its nearest centroid, each centroid to the mean of its rows.</summary>
internal sealed class Lloyd
{
    private readonly KMeansOptions options;
    private readonly Centered centered;
    private readonly double smallestShift;
    private readonly double rounding;

    /// <param name="rows">Rows [N, D].</param>
    /// <param name="options">The options.</param>
    public Lloyd(torch.Tensor rows, KMeansOptions options)
    {
        this.options = options;
        centered = new Centered(rows);
        var variance = centered.MeanVariance();
        smallestShift = options.Tolerance * variance;

        // The mean of equal rows may miss them by their last digits.
        var lastDigit = rows.dtype == torch.float64 ? 2.2e-16 : 1.2e-7;
        rounding = 1000 * lastDigit * lastDigit * variance * rows.size(1);
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
        var sums = new ClusterSums(Rows, options.Clusters, options.BlockElements);
        var (iteration, settled, still) = (0, false, false);
        while (iteration < options.MaxIterations && !settled && !still)
        {
            iteration++;
            using var step = torch.NewDisposeScope();
            settled = sums.Assign(centroids) == 0;
            if (!settled)
            {
                var moved = Move(sums, centroids, generator);
                still = (moved - centroids).to(torch.float64).square().sum().item<double>() <= smallestShift;
                centroids.copy_(moved);
            }
        }

        // Where rows still changed, the last assignments belong to the centroids before their last move.
        if (!settled)
        {
            sums.Assign(centroids);
        }

        var inertia = Nearest.Distances(Rows, centroids, sums.Labels, options.BlockElements).sum().item<double>();
        return new KMeansResult(centroids + centered.Origin, sums.Labels, inertia, iteration, settled || still).MoveToOuterScope();
    }

    /// <summary>The means of the clusters; empty clusters are dealt with.</summary>
    private torch.Tensor Move(ClusterSums sums, torch.Tensor centroids, torch.Generator generator)
    {
        if (sums.HasEmptyClusters && options.EmptyClusters == EmptyClusterRule.FarthestRow)
        {
            EmptyClusters.MoveToFarthestRows(sums, Nearest.Distances(Rows, centroids, sums.Labels, options.BlockElements), rounding);
        }

        var means = sums.Means(centroids);
        return sums.HasEmptyClusters && options.EmptyClusters == EmptyClusterRule.SplitCluster ? EmptyClusters.Split(means, sums.Sizes, generator) : means;
    }
}
