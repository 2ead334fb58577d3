using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors;

namespace MtlTorch.Clustering;

/// <summary>K-means over all rows at once: Lloyd's iterations from greedy k-means++ centroids, the best of several starts.</summary>
[Paper("Lloyd 1982, Least squares quantization in PCM", "https://doi.org/10.1109/TIT.1982.1056489")]
[Paper("Arthur and Vassilvitskii 2007, k-means++: The Advantages of Careful Seeding", "https://theory.stanford.edu/~sergei/papers/kMeansPP-soda.pdf", Place = "section 2.2")]
public sealed record KMeansOptions : CentroidOptions
{
    /// <summary>Starts with centroids drawn anew; the one with the smallest inertia counts.</summary>
    [Range(1, 10_000)]
    public int Starts { get; init; } = 1;

    /// <summary>Most iterations of one start.</summary>
    [Range(1, 1_000_000)]
    public int MaxIterations { get; init; } = 300;

    /// <summary>A start ends when the squared shifts of all centroids together are at most this share of the mean variance of the rows' numbers, or no row changes its cluster.</summary>
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>What becomes of a centroid that has lost all its rows.</summary>
    public EmptyClusterRule EmptyClusters { get; init; } = EmptyClusterRule.FarthestRow;

    /// <inheritdoc/>
    public override KMeansResult Fit(torch.Tensor rows, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var lloyd = new Lloyd(Prepare(rows), this);
        var best = lloyd.Run(generator);
        for (var start = 1; start < Starts; start++)
        {
            var next = lloyd.Run(generator);
            var (keep, drop) = next.Inertia < best.Inertia ? (next, best) : (best, next);
            drop.Dispose();
            best = keep;
        }

        return best.MoveToOuterScope();
    }

    /// <summary>One start from given centroids, for example those of an earlier clustering, instead of drawn ones.</summary>
    /// <param name="rows">Rows [N, D], finite.</param>
    /// <param name="start">Centroids [K, D]; K is <see cref="CentroidOptions.Clusters"/>.</param>
    /// <param name="generator">Draws where <see cref="EmptyClusters"/> has to.</param>
    /// <exception cref="InvalidOptionException">There are fewer rows than clusters.</exception>
    /// <exception cref="ArgumentException">The rows are not a matrix of finite numbers, or the centroids do not fit.</exception>
    public KMeansResult FitFrom(torch.Tensor rows, torch.Tensor start, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var prepared = Prepare(rows);
        long[] shape = [Clusters, prepared.size(1)];
        return start.shape.SequenceEqual(shape)
            ? new Lloyd(prepared, this).Run(start.detach().to(prepared.dtype, prepared.device), generator).MoveToOuterScope()
            : throw new ArgumentException($"The start has the shape {ShapeText.Format(start.shape)}; it must be {ShapeText.Format(shape)}.", nameof(start));
    }
}

/// <summary>What becomes of a centroid that has lost all its rows.</summary>
public enum EmptyClusterRule
{
    /// <summary>It moves to the row that is farthest from its own centroid, as in scikit-learn: lowers the inertia most.</summary>
    FarthestRow,

    /// <summary>It becomes the slightly shifted twin of a cluster drawn in proportion to its rows, as in Faiss and DeepCluster: evens out the sizes.</summary>
    SplitCluster,
}
