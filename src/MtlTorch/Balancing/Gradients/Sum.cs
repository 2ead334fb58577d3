namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// The sum of the tasks' gradients: what "equal" does at the price of one backward pass, here with the tasks' gradients taken
/// apart, for comparisons and for figures about their conflicts.
/// </summary>
[Paper("Kurin et al. 2022, In Defense of the Unitary Scalarization for Deep Multi-Task Learning", "https://arxiv.org/abs/2201.04122", Place = "eq. (1)")]
public sealed record SumOptions : GradientBalancingOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Sum();
}

/// <summary>See <see cref="SumOptions"/>.</summary>
public sealed class Sum : IGramianWeighting
{
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses) => [.. Enumerable.Repeat(1.0, gramian.Tasks)];
}
