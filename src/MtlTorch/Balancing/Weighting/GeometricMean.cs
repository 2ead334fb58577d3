namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Minimizes the geometric mean of the losses, which no loss can dominate by its size: weights are the mean divided by T times the
/// loss. Losses must be positive. A task whose loss is zero or negative is left out of the mean in that step: its weight is 0.
/// </summary>
[Paper("Chennupati et al. 2019, MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy for Multi-Task Learning", "https://arxiv.org/abs/1904.08492", Place = "geometric loss strategy, GLS")]
public sealed record GeometricMeanOptions : BalancingOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new GeometricMean();
}

/// <summary>See <see cref="GeometricMeanOptions"/>.</summary>
public sealed class GeometricMean : Scalarization
{
    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses)
    {
        // The mean of logarithms neither overflows nor underflows, as a product of many losses would. What is left out counts as 1.
        var positive = losses > 0;
        var logarithms = torch.where(positive, losses, torch.ones_like(losses)).log();
        return (logarithms.sum() / positive.sum().clamp_min(1)).exp();
    }
}
