using MtlTorch.Tensors;

namespace MtlTorch.Metrics.Clustering;

/// <summary>
/// How much nearer rows are to their own cluster than to the next one, without any classes: (b - a) / max(a, b), where a is the mean Euclidean
/// distance to the other rows of the own cluster and b the smallest mean distance to the rows of another one. From -1 to 1; 0 for
/// a row alone in its cluster. Counted in double precision, in blocks.
/// </summary>
[Paper("Rousseeuw 1987, Silhouettes", "https://doi.org/10.1016/0377-0427(87)90125-7", Place = "section 2")]
public static class Silhouette
{
    /// <summary>Largest number of distances held at a time: 32 MiB.</summary>
    internal const long BlockElements = 1 << 22;

    /// <summary>Mean over all rows. Takes O(N^2 D).</summary>
    /// <param name="rows">Where the rows lie [N, D].</param>
    /// <param name="assigned">Cluster of each row, Int64 [N]; any numbers.</param>
    /// <returns>NaN unless there are 2 to N - 1 clusters.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static double Of(torch.Tensor rows, torch.Tensor assigned)
    {
        using var scope = torch.NewDisposeScope();
        return PerRow(rows, assigned).mean().item<double>();
    }

    /// <summary>
    /// Mean over some rows, each of them measured against all rows: an unbiased estimate of <see cref="Of(torch.Tensor, torch.Tensor)"/> in O(sample N D).
    /// (scikit-learn's sample_size measures the sampled rows against each other, which loses small clusters.)
    /// </summary>
    /// <param name="rows">Where the rows lie [N, D].</param>
    /// <param name="assigned">Cluster of each row, Int64 [N].</param>
    /// <param name="sample">Number of rows to draw without replacement, from 1; all of them if N is smaller.</param>
    /// <param name="generator">Draws them, on the CPU.</param>
    public static double Of(torch.Tensor rows, torch.Tensor assigned, long sample, torch.Generator generator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, 1);
        using var scope = torch.NewDisposeScope();
        var drawn = torch.randperm(rows.size(0), torch.int64, torch.CPU, generator: generator).narrow(0, 0, Math.Min(sample, rows.size(0)));
        return Values(rows, assigned, drawn.to(rows.device), BlockElements).mean().item<double>();
    }

    /// <summary>The silhouette of each row, Float64 [N].</summary>
    /// <param name="rows">Where the rows lie [N, D].</param>
    /// <param name="assigned">Cluster of each row, Int64 [N].</param>
    public static torch.Tensor PerRow(torch.Tensor rows, torch.Tensor assigned) => PerRow(rows, assigned, BlockElements);

    internal static torch.Tensor PerRow(torch.Tensor rows, torch.Tensor assigned, long blockElements)
    {
        using var scope = torch.NewDisposeScope();
        var all = torch.arange(rows.size(0), torch.int64, rows.device);
        return Values(rows, assigned, all, blockElements).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Values(torch.Tensor rows, torch.Tensor assigned, torch.Tensor chosen, long blockElements)
    {
        Check(rows, assigned);
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var (labels, clusters, sizes) = assigned.unique(sorted: true, return_inverse: true, return_counts: true);
        if (labels.numel() < 2 || labels.numel() >= rows.size(0))
        {
            return torch.full([chosen.size(0)], double.NaN, torch.float64, rows.device).MoveToOuterDisposeScope();
        }

        var exact = rows.to(torch.float64);
        exact = exact - exact.mean([0L]);
        var block = Math.Max(1, blockElements / rows.size(0));
        var values = new List<torch.Tensor>();
        for (long start = 0; start < chosen.size(0); start += block)
        {
            var some = chosen.narrow(0, start, Math.Min(block, chosen.size(0) - start));
            values.Add(Block(exact, clusters, sizes.to(torch.float64), some));
        }

        return torch.cat(values).MoveToOuterDisposeScope();
    }

    /// <summary>The silhouettes of some rows; a distance to each row is added to the sum of that row's cluster.</summary>
    private static torch.Tensor Block(torch.Tensor rows, torch.Tensor clusters, torch.Tensor sizes, torch.Tensor some)
    {
        using var scope = torch.NewDisposeScope();
        var own = clusters.index_select(0, some).unsqueeze(1);

        // Through a matrix product a row would not lie quite at distance 0 from itself.
        var distances = torch.cdist(rows.index_select(0, some), rows).scatter_(1, some.unsqueeze(1), torch.zeros([some.size(0), 1], torch.float64, rows.device));
        var sums = torch.zeros([some.size(0), sizes.size(0)], torch.float64, rows.device);
        sums.scatter_add_(1, clusters.unsqueeze(0).expand(some.size(0), -1), distances);
        var others = sizes.index_select(0, own.squeeze(1)) - 1;
        var inside = sums.gather(1, own).squeeze(1) / others.clamp_min(1);
        var outside = (sums / sizes).scatter_(1, own, torch.full([some.size(0), 1], double.PositiveInfinity, torch.float64, rows.device)).min(1).values;
        var larger = torch.maximum(inside, outside);
        return ((outside - inside) / larger).masked_fill(others.eq(0).logical_or(larger.eq(0)), 0).MoveToOuterDisposeScope();
    }

    private static void Check(torch.Tensor rows, torch.Tensor assigned)
    {
        if (rows.dim() != 2 || assigned.dim() != 1 || rows.size(0) != assigned.size(0))
        {
            throw new ArgumentException(
                $"A silhouette needs rows [N, D] and a cluster [N] for each of them; these are {ShapeText.Format(rows.shape)} and {ShapeText.Format(assigned.shape)}.");
        }
    }
}
