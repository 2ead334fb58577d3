using MtlTorch.Tensors;

namespace MtlTorch.Clustering;

/// <summary>Clusters that were found.</summary>
/// <param name="Centroids">Centroids [K, D], on the device of the rows.</param>
/// <param name="Assignments">Cluster of each row, Int64 [N]: the nearest of <paramref name="Centroids"/>.</param>
/// <param name="Inertia">Sum of the rows' squared distances to their centroids.</param>
/// <param name="Iterations">Iterations of the start that counts, or batches.</param>
/// <param name="Converged">Whether they ended before the limit.</param>
public sealed record KMeansResult(torch.Tensor Centroids, torch.Tensor Assignments, double Inertia, int Iterations, bool Converged) : IDisposable
{
    private const long BlockElements = 1 << 22;

    /// <summary>Number of clusters K.</summary>
    public long Clusters => Centroids.size(0);

    /// <summary>The nearest centroid of other rows, Int64 [N], on their device.</summary>
    /// <param name="rows">Rows [N, D], finite.</param>
    /// <exception cref="ArgumentException">The rows are not a matrix of finite numbers, or of another width.</exception>
    public torch.Tensor Assign(torch.Tensor rows)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var numbers = RowMatrix.Check(rows);
        if (numbers.size(1) != Centroids.size(1))
        {
            throw new ArgumentException($"The rows {ShapeText.Format(rows.shape)} do not fit the centroids {ShapeText.Format(Centroids.shape)}; they need {Centroids.size(1)} numbers each.");
        }

        return Nearest.OfAll(numbers, Centroids.to(numbers.dtype, numbers.device), BlockElements).MoveToOuterDisposeScope();
    }

    /// <summary>Rows of each cluster, Int64 [K].</summary>
    public torch.Tensor Sizes() => Assignments.bincount(null, Clusters);

    /// <summary>Disposes of centroids and assignments.</summary>
    public void Dispose()
    {
        Centroids.Dispose();
        Assignments.Dispose();
    }

    internal KMeansResult MoveToOuterScope()
    {
        Centroids.MoveToOuterDisposeScope();
        Assignments.MoveToOuterDisposeScope();
        return this;
    }
}
