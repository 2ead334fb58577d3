using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>Geometric mean of the probabilities, made to sum to 1: what the mean of the logits gives. Of numbers the mean.</summary>
public sealed record LogarithmicPool() : Combination(CombinationKind.MeanLogits)
{
    /// <inheritdoc/>
    public override Tensor Classes(Tensor members) => members.mean([0L]).log_softmax(-1);

    /// <inheritdoc/>
    public override Tensor Numbers(Tensor members) => members.mean([0L]);
}
