namespace MtlTorch.Clustering;

/// <summary>
/// Greedy k-means++: of 2 + ln K rows, drawn in proportion to their squared distance to the nearest centroid so far, the one that lowers the
/// sum of these distances most becomes the next centroid. Keeps 2 + ln K numbers per row.
/// </summary>
internal static class PlusPlus
{
    /// <summary>Centroids [K, D]: rows.</summary>
    /// <param name="rows">Rows [N, D], around zero, N at least K.</param>
    /// <param name="clusters">K.</param>
    /// <param name="generator">Draws, on the CPU.</param>
    public static torch.Tensor Draw(torch.Tensor rows, int clusters, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var lengths = Lengths(rows);
        var chosen = torch.randint(rows.size(0), [1], torch.int64, generator: generator).to(rows.device);
        var indices = new List<torch.Tensor> { chosen };
        var nearest = Distances(rows, lengths, chosen).squeeze(0);
        var trials = 2 + (int)Math.Log(clusters);
        while (indices.Count < clusters)
        {
            using var step = torch.NewDisposeScope();
            var candidates = Candidates(nearest, trials, generator);
            var shorter = torch.minimum(Distances(rows, lengths, candidates), nearest);
            var best = shorter.sum(dim: 1, type: torch.float64).argmin(0, keepdim: true);
            indices.Add(candidates.index_select(0, best).MoveToOuterDisposeScope());
            nearest.Dispose();
            nearest = shorter.index_select(0, best).squeeze(0).MoveToOuterDisposeScope();
        }

        return rows.index_select(0, torch.cat(indices)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Rows drawn in proportion to <paramref name="weights"/>, Int64 [trials]. On the CPU, because running sums on a GPU are not the same each time; any row
    /// if all weights are zero.
    /// </summary>
    private static torch.Tensor Candidates(torch.Tensor weights, int trials, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var sums = weights.cpu().to(torch.float64).cumsum(0);
        var lots = torch.rand(trials, torch.float64, generator: generator);
        var total = sums[-1].item<double>();
        var drawn = total > 0
            ? torch.searchsorted(sums, lots * total, right: true)
            : (lots * weights.size(0)).to(torch.int64);
        return drawn.clamp(0, weights.size(0) - 1).to(weights.device).MoveToOuterDisposeScope();
    }

    /// <summary>Squared distances [T, N] of all rows to T of them.</summary>
    private static torch.Tensor Distances(torch.Tensor rows, torch.Tensor lengths, torch.Tensor chosen)
    {
        using var scope = torch.NewDisposeScope();
        var products = rows.mm(rows.index_select(0, chosen).t());
        var distances = (lengths.unsqueeze(1) - 2 * products + lengths.index_select(0, chosen)).clamp_min_(0).t().contiguous();

        // Rounding must not leave a chance of being chosen again.
        return distances.scatter_(1, chosen.unsqueeze(1), torch.zeros([chosen.size(0), 1], rows.dtype, rows.device)).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Lengths(torch.Tensor rows)
    {
        using var scope = torch.NewDisposeScope();
        var lengths = torch.empty([rows.size(0)], rows.dtype, rows.device);
        foreach (var (start, count) in RowMatrix.Blocks(rows, rows.size(1), 1 << 22))
        {
            using var block = torch.NewDisposeScope();
            lengths.narrow(0, start, count).copy_(rows.narrow(0, start, count).square().sum(dim: 1));
        }

        return lengths.MoveToOuterDisposeScope();
    }
}
