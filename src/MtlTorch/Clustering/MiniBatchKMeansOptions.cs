using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Clustering;

/// <summary>
/// K-means by small batches, for very many rows: each batch moves its nearest centroids towards its rows, the less the more rows a centroid
/// has seen. Somewhat larger inertia than k-means over all rows in a fraction of the time, and no copy of the rows.
/// </summary>
[Paper("Sculley 2010, Web-Scale K-Means Clustering", "https://doi.org/10.1145/1772690.1772862", Place = "algorithm 1")]
public sealed record MiniBatchKMeansOptions : CentroidOptions
{
    /// <summary>Rows per batch, drawn with replacement.</summary>
    [Range(1, 100_000_000)]
    public int BatchSize { get; init; } = 1024;

    /// <summary>Most passes: batches go on until they have drawn so many times the number of rows.</summary>
    [Range(1, 1_000_000)]
    public int MaxEpochs { get; init; } = 100;

    /// <summary>Starting centroids drawn by greedy k-means++ from 3 batches of rows; those with the smallest inertia on other 3 batches are taken.</summary>
    [Range(1, 10_000)]
    public int Starts { get; init; } = 3;

    /// <summary>Batches without a smaller smoothed inertia after which to end; 0 never ends early.</summary>
    [Range(0, 1_000_000)]
    public int Patience { get; init; } = 10;

    /// <summary>Centroids that have seen less than this share of the rows of the largest one move to rows drawn from the batch; 0 leaves all in place.</summary>
    [Range(0.0, 1.0)]
    public double ReassignmentRatio { get; init; } = 0.01;

    /// <inheritdoc/>
    public override KMeansResult Fit(torch.Tensor rows, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        return new MiniBatches(Prepare(rows), this, generator).Run().MoveToOuterScope();
    }
}
