using MtlTorch.Tensors;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Random loss weighting: in each step, the softmax of standard normal numbers; the weights add up to 1. A yardstick that more
/// elaborate methods should beat.
/// </summary>
[Paper("Lin et al. 2022, Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning", "https://arxiv.org/abs/2111.10603", Place = "random loss weighting, RLW")]
public sealed record RandomWeightingOptions : BalancingOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new RandomWeighting(context.Randomness);
}

/// <summary>See <see cref="RandomWeightingOptions"/>.</summary>
public sealed class RandomWeighting(Randomness randomness) : ILossWeighting
{
    /// <summary>The stream of random numbers that the weights are drawn from, on the CPU; its state belongs to the run.</summary>
    public const string Purpose = "random-weighting";

    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var normals = torch.randn(losses.shape, torch.float64, generator: randomness.Stream(Purpose));
        return FromNormals(normals).to(losses.dtype).SentTo(losses.device).MoveToOuterDisposeScope();
    }

    /// <summary>The weights that belong to standard normal numbers [T].</summary>
    internal static torch.Tensor FromNormals(torch.Tensor normals) => normals.softmax(0);
}
