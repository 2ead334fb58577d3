using MtlTorch.Modules;
using MtlTorch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Clustering;

/// <summary>
/// DEC's layer on features: centroids that are learnt with the network. Its predictions are the logarithms of the soft assignments [B, K], so that what
/// reads scores of classes, metrics too, reads them.
/// </summary>
public sealed class ClusterHead : ClusteringHead
{
    private readonly Parameter centroids;
    private readonly ClusterMemory memory;
    private readonly double alpha;

    /// <summary>Draws centroids; <see cref="Place"/> should put them where clusters are before they are trained.</summary>
    /// <param name="features">Features D of a row.</param>
    /// <param name="clusters">Number of clusters K.</param>
    /// <param name="context">Gives the generator "initial centroids".</param>
    /// <param name="alpha">Degrees of freedom of Student's t, above 0.</param>
    public ClusterHead(long features, int clusters, ModuleContext context, double alpha = 1)
        : base(nameof(ClusterHead))
    {
        this.alpha = alpha;
        using var generator = context.Randomness.Fresh("initial centroids", features, clusters);
        centroids = new Parameter(randn([clusters, features], float32, generator: generator).DetachFromDisposeScope());
        centroids.DetachFromDisposeScope();
        memory = new ClusterMemory(clusters);
        RegisterComponents();
    }

    /// <summary>The centroids [K, D].</summary>
    public Tensor Centroids => centroids;

    /// <inheritdoc/>
    public override ClusterMemory Memory => memory;

    /// <summary>Puts the centroids to those of a clustering of the embedded rows.</summary>
    /// <param name="found">Centroids [K, D].</param>
    /// <exception cref="ArgumentException">They are of another shape.</exception>
    public void Place(Tensor found)
    {
        if (!found.shape.SequenceEqual(centroids.shape))
        {
            throw new ArgumentException($"The head has centroids {ShapeText.Format(centroids.shape)}; these are {ShapeText.Format(found.shape)}.", nameof(found));
        }

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        centroids.copy_(found);
    }

    /// <summary>Features [B, D] to the logarithms of the soft assignments [B, K].</summary>
    public override Tensor forward(Tensor input) => DeepEmbeddedClustering.LogAssignment(input, centroids, alpha);
}
