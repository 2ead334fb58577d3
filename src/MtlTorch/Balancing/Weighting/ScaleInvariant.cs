using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Minimizes the sum of log(L + offset): weights are 1 / (L + offset). Losses that are large beside the offset count alike whatever
/// their sizes. Losses must be above minus the offset.
/// </summary>
[Paper("Navon et al. 2022, Multi-Task Learning as a Bargaining Game", "https://arxiv.org/abs/2202.01017", Place = "baseline SI, there without offset")]
public sealed record ScaleInvariantOptions : BalancingOptions
{
    /// <summary>Is added to each loss. The smaller, the less the sizes of the losses matter, and the larger a weight can become: up to 1 / offset.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Offset { get; init; } = 1;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new ScaleInvariant(Offset);
}

/// <summary>See <see cref="ScaleInvariantOptions"/>.</summary>
/// <param name="offset">Is added to each loss.</param>
public sealed class ScaleInvariant(double offset) : Scalarization
{
    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses) => (losses + offset).log().sum();
}
