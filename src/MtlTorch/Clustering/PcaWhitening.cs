using MtlTorch.Tensors;

namespace MtlTorch.Clustering;

/// <summary>
/// Features as DeepCluster clusters them: projected on their principal directions, each scaled to variance 1, and every row then to length 1,
/// so that no direction outweighs the others because the network happens to make it large.
/// </summary>
[Paper("Caron et al. 2018, Deep Clustering for Unsupervised Learning of Visual Features", "https://arxiv.org/abs/1807.05520", Place = "section 3.3")]
public sealed class PcaWhitening : IDisposable
{
    /// <summary>Directions whose variance is below this share of the largest hold rounding errors: they are left out.</summary>
    private const double SmallestShare = 1e-7;

    private PcaWhitening(torch.Tensor mean, torch.Tensor projection)
    {
        (Mean, Projection) = (mean, projection);
    }

    /// <summary>Mean of the features [D].</summary>
    public torch.Tensor Mean { get; }

    /// <summary>Principal directions over their standard deviations, the largest variance first [D, P].</summary>
    public torch.Tensor Projection { get; }

    /// <summary>Learns mean and directions. The covariance is made in double precision; its eigenvectors are found on the CPU, in O(D^3).</summary>
    /// <param name="features">Features [N, D], finite, N at least 2.</param>
    /// <param name="dimensions">Most directions P to keep; there are fewer if D, N - 1 or what really varies is less.</param>
    /// <exception cref="ArgumentException">The features are not a matrix of finite numbers, or do not vary.</exception>
    public static PcaWhitening Fit(torch.Tensor features, int dimensions = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var rows = RowMatrix.Check(features);
        var mean = Centered.Mean(rows);
        var (variances, directions) = torch.linalg.eigh(Covariance(rows, mean).cpu());
        double[] values = [.. variances.data<double>().ToArray().Reverse()];
        var kept = values.Take((int)Math.Min(dimensions, rows.size(0) - 1)).Count(v => v > 0 && v > SmallestShare * values[0]);
        if (kept == 0)
        {
            throw new ArgumentException($"The {rows.size(0)} rows of features are all the same; there is nothing to whiten.", nameof(features));
        }

        var largest = directions.narrow(1, values.Length - kept, kept).flip(1);
        var deviations = torch.tensor(values[..kept], dtype: torch.float64).sqrt();
        var projection = (Upright(largest) / deviations).to(rows.dtype).to(rows.device);
        return new PcaWhitening(mean.DetachFromDisposeScope(), projection.DetachFromDisposeScope());
    }

    /// <summary>The features in the new directions, of length 1 [N, P]; a row at the mean stays at zero.</summary>
    /// <param name="features">Features [N, D].</param>
    public torch.Tensor Apply(torch.Tensor features)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var white = Whiten(features);
        return (white / white.square().sum(dim: 1, keepdim: true).sqrt().clamp_min(1e-12)).MoveToOuterDisposeScope();
    }

    /// <summary>The features in the new directions with variance 1, of any length [N, P].</summary>
    /// <param name="features">Features [N, D].</param>
    public torch.Tensor Whiten(torch.Tensor features)
    {
        if (features.dim() != 2 || features.size(1) != Mean.size(0))
        {
            throw new ArgumentException($"The whitening was learnt from features [N, {Mean.size(0)}]; these are {ShapeText.Format(features.shape)}.", nameof(features));
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        return (features.detach().to(Mean.dtype) - Mean).mm(Projection).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes of mean and directions.</summary>
    public void Dispose()
    {
        Mean.Dispose();
        Projection.Dispose();
    }

    private static torch.Tensor Covariance(torch.Tensor rows, torch.Tensor mean)
    {
        using var scope = torch.NewDisposeScope();
        var products = torch.zeros([rows.size(1), rows.size(1)], torch.float64, rows.device);
        foreach (var (start, count) in RowMatrix.Blocks(rows, rows.size(1), 1 << 22))
        {
            using var block = torch.NewDisposeScope();
            var some = (rows.narrow(0, start, count) - mean).to(torch.float64);
            products.add_(some.t().mm(some));
        }

        return (products / Math.Max(1, rows.size(0) - 1)).MoveToOuterDisposeScope();
    }

    /// <summary>An eigenvector's sign is anybody's choice; here its largest element is positive.</summary>
    private static torch.Tensor Upright(torch.Tensor vectors) =>
        vectors * vectors.gather(0, vectors.abs().argmax(0, keepdim: true)).sign();
}
