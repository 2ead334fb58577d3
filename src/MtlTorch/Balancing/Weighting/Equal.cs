namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Every loss with weight 1: the plain sum of the losses, each times its task's own constant weight ("unitary scalarization", or
/// static weighting where the tasks have weights).
/// </summary>
[Paper("Kurin et al. 2022, In Defense of the Unitary Scalarization for Deep Multi-Task Learning", "https://arxiv.org/abs/2201.04122", Place = "eq. (1)")]
public sealed record EqualOptions : BalancingOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Equal();
}

/// <summary>See <see cref="EqualOptions"/>.</summary>
public sealed class Equal : IPlainSum
{
    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor losses) => torch.ones_like(losses);
}
