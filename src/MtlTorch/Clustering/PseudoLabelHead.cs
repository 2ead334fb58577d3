using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using static TorchSharp.torch;

namespace MtlTorch.Clustering;

/// <summary>A classifier of pseudo-labels, and what is remembered of them.</summary>
internal sealed class PseudoLabelHead : ClusteringHead
{
    private readonly Head classifier;
    private readonly ClusterMemory memory;

    /// <param name="classifier">Gives K scores.</param>
    /// <param name="clusters">Number of clusters K.</param>
    public PseudoLabelHead(Head classifier, int clusters)
        : base(nameof(PseudoLabelHead))
    {
        this.classifier = classifier;
        memory = new ClusterMemory(clusters);
        RegisterComponents();
    }

    public override ClusterMemory Memory => memory;

    public override Tensor forward(Tensor input) => classifier.call(input);

    public override Tensor Predict(Representation representation) => classifier.Predict(representation);
}
