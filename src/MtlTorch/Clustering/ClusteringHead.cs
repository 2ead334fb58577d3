using MtlTorch.Modules.Heads;

namespace MtlTorch.Clustering;

/// <summary>The head of a task that clusters: features [B, D] to scores of clusters [B, K].</summary>
/// <param name="name">Name of the class, for messages of TorchSharp.</param>
public abstract class ClusteringHead(string name) : Head(name)
{
    /// <summary>What is remembered of the clusters.</summary>
    public abstract ClusterMemory Memory { get; }
}
