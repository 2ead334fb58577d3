using static TorchSharp.torch;

namespace MtlTorch.Clustering;

/// <summary>What is remembered of clusters from look to look at the training rows, as buffers: how large they are, and how many rows changed.</summary>
public sealed class ClusterMemory : nn.Module
{
    private readonly Tensor sizes;
    private readonly Tensor changed;

    /// <summary>Nothing was looked at yet.</summary>
    /// <param name="clusters">Number of clusters K.</param>
    public ClusterMemory(long clusters)
        : base(nameof(ClusterMemory))
    {
        sizes = zeros([clusters], float64).DetachFromDisposeScope();
        changed = full([], double.NaN, float64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Rows of each cluster at the last look, Float64 [K]; sums of soft assignments where rows belong to clusters in part.</summary>
    public Tensor Sizes => sizes;

    /// <summary>Whether there was a look.</summary>
    public bool HasLooked
    {
        get
        {
            using var scope = NewDisposeScope();
            return sizes.sum().item<double>() > 0;
        }
    }

    /// <summary>Share of the rows that were in another cluster at the last look than at the one before; NaN before the second look.</summary>
    public double Changed => changed.item<double>();

    /// <summary>Takes in a look.</summary>
    /// <param name="found">Rows of each cluster [K].</param>
    /// <param name="share">Share of the rows that changed; NaN where nothing is known.</param>
    internal void Take(Tensor found, double share)
    {
        sizes.copy_(found);
        changed.fill_(share);
    }
}
