namespace MtlTorch.Clustering;

/// <summary>The iterations of <see cref="MiniBatchKMeansOptions"/>, with the counts and the end of scikit-learn's MiniBatchKMeans.</summary>
internal sealed class MiniBatches
{
    /// <summary>Rows that starting centroids are drawn from and compared on, in batches; at least so many rows per cluster too.</summary>
    private const int StartingShare = 3;

    /// <summary>Small clusters are looked for after so many drawn rows per cluster.</summary>
    private const int RowsBetweenReassignments = 10;

    /// <summary>At most this share of a batch becomes centroids.</summary>
    private const double MostReassigned = 0.5;

    private readonly MiniBatchKMeansOptions options;
    private readonly torch.Tensor rows;
    private readonly torch.Generator generator;
    private readonly int batchSize;
    private readonly torch.Tensor origin;
    private readonly double[] seen;
    private readonly torch.Tensor centroids;

    private long sinceReassignment;

    /// <param name="rows">Rows [N, D].</param>
    /// <param name="options">The options.</param>
    /// <param name="generator">Draws, on the CPU.</param>
    public MiniBatches(torch.Tensor rows, MiniBatchKMeansOptions options, torch.Generator generator)
    {
        (this.rows, this.options, this.generator) = (rows, options, generator);
        batchSize = (int)Math.Min(options.BatchSize, rows.size(0));
        origin = Centered.Mean(rows);
        seen = new double[options.Clusters];
        centroids = Start();
    }

    private int StartingRows => (int)Math.Min(rows.size(0), StartingShare * Math.Max((long)batchSize, options.Clusters));

    /// <summary>Goes on until the inertia no longer shrinks.</summary>
    public KMeansResult Run()
    {
        using var scope = torch.NewDisposeScope();
        var most = (int)Math.Min(int.MaxValue, Math.Max(1, options.MaxEpochs * rows.size(0) / batchSize));
        var (batch, plateau) = (0, new Plateau(options.Patience, 2.0 * batchSize / (rows.size(0) + 1)));
        while (batch < most)
        {
            batch++;
            var inertia = Step();

            // The first batch still belongs to the start.
            if (batch > 1 && plateau.IsReachedBy(inertia))
            {
                break;
            }
        }

        var found = centroids + origin;
        var labels = Nearest.OfAll(rows, found, options.BlockElements);
        var sum = Nearest.Distances(rows, found, labels, options.BlockElements).sum().item<double>();
        return new KMeansResult(found, labels, sum, batch, plateau.IsReached).MoveToOuterScope();
    }

    /// <summary>Moves the centroids by one batch; its mean squared distance to the centroids before.</summary>
    private double Step()
    {
        using var scope = torch.NewDisposeScope();
        var batch = Draw(batchSize);
        var sums = new ClusterSums(batch, options.Clusters, options.BlockElements);
        sums.Assign(centroids);
        var inertia = Nearest.Distances(batch, centroids, sums.Labels, options.BlockElements).mean().item<double>();
        var rates = new double[seen.Length];
        for (var k = 0; k < seen.Length; k++)
        {
            seen[k] += sums.Sizes[k];
            rates[k] = sums.Sizes[k] / Math.Max(1, seen[k]);
        }

        // So each centroid is the mean of all rows that were ever assigned to it: Sculley's rate 1 / count for each of them in turn.
        var rate = torch.tensor(rates, dtype: rows.dtype, device: rows.device).unsqueeze(1);
        centroids.add_((sums.Means(centroids) - centroids) * rate);
        Reassign(batch);
        return inertia;
    }

    /// <summary>Moves centroids that hardly any rows belong to.</summary>
    private void Reassign(torch.Tensor batch)
    {
        sinceReassignment += batchSize;
        if (options.ReassignmentRatio == 0 || (!seen.Contains(0) && sinceReassignment < (long)RowsBetweenReassignments * seen.Length))
        {
            return;
        }

        sinceReassignment = 0;
        var limit = options.ReassignmentRatio * seen.Max();
        int[] small = [.. seen.Index().Where(pair => pair.Item < limit).OrderBy(pair => pair.Item).Select(pair => pair.Index).Take((int)(MostReassigned * batchSize))];
        if (small.Length == 0 || small.Length == seen.Length)
        {
            return;
        }

        var drawn = torch.randperm(batch.size(0), torch.int64, torch.CPU, generator: generator).narrow(0, 0, small.Length).to(rows.device);
        centroids.index_copy_(0, torch.tensor(small.Select(k => (long)k).ToArray(), device: rows.device), batch.index_select(0, drawn));

        // They count as much as the smallest of the others, so that they neither jump at once nor stand still.
        var smallest = seen.Where((_, k) => !small.Contains(k)).Min();
        foreach (var k in small)
        {
            seen[k] = smallest;
        }
    }

    private torch.Tensor Start()
    {
        using var scope = torch.NewDisposeScope();
        var trial = Distinct(StartingRows);
        var (best, least) = (PlusPlus.Draw(Distinct(StartingRows), options.Clusters, generator), double.NaN);
        for (var start = 0; start < options.Starts && options.Starts > 1; start++)
        {
            var candidate = start == 0 ? best : PlusPlus.Draw(Distinct(StartingRows), options.Clusters, generator);
            var labels = Nearest.OfAll(trial, candidate, options.BlockElements);
            var inertia = Nearest.Distances(trial, candidate, labels, options.BlockElements).sum().item<double>();
            (best, least) = inertia >= least ? (best, least) : (candidate, inertia);
        }

        return best.MoveToOuterDisposeScope();
    }

    /// <summary>Rows drawn with replacement, moved to the mean.</summary>
    private torch.Tensor Draw(int count) =>
        rows.index_select(0, torch.randint(rows.size(0), [count], torch.int64, generator: generator).to(rows.device)) - origin;

    /// <summary>Rows drawn without replacement, moved to the mean.</summary>
    private torch.Tensor Distinct(int count) =>
        rows.index_select(0, torch.randperm(rows.size(0), torch.int64, torch.CPU, generator: generator).narrow(0, 0, count).to(rows.device)) - origin;
}
