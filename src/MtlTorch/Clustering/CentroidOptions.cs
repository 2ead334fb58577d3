using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Clustering;

/// <summary>How rows are to be gathered around centroids.</summary>
public abstract record CentroidOptions
{
    /// <summary>Number of clusters K.</summary>
    [Range(1, 1_000_000)]
    public int Clusters { get; init; } = 10;

    /// <summary>Largest number of distances held at a time, so that there is never a whole matrix [rows, clusters]; 4 bytes each in single precision.</summary>
    [Range(1, long.MaxValue)]
    public long BlockElements { get; init; } = 1 << 22;

    /// <summary>Finds centroids and the cluster of each row, on the rows' device.</summary>
    /// <param name="rows">Rows [N, D], finite. What is not Float64 is counted in Float32.</param>
    /// <param name="generator">Where all draws come from, on the CPU. Equal generators give equal clusters on one LibTorch, device and number of threads.</param>
    /// <exception cref="InvalidOptionException">There are fewer rows than clusters.</exception>
    /// <exception cref="ArgumentException">The rows are not a matrix of finite numbers.</exception>
    public abstract KMeansResult Fit(torch.Tensor rows, torch.Generator generator);

    /// <summary>The rows as all clustering here counts with them: checked, in Float32 or Float64, cut loose from any graph.</summary>
    private protected torch.Tensor Prepare(torch.Tensor rows)
    {
        var prepared = RowMatrix.Check(rows);
        return prepared.size(0) >= Clusters
            ? prepared
            : throw new InvalidOptionException("clusters", $"{Clusters} clusters cannot be made of {prepared.size(0)} rows; use fewer clusters or more rows.");
    }
}
