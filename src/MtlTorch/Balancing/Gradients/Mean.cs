namespace MtlTorch.Balancing.Gradients;

/// <summary>The mean of the tasks' gradients: the sum with a step that does not grow with the number of tasks.</summary>
[Paper("Kurin et al. 2022, In Defense of the Unitary Scalarization for Deep Multi-Task Learning", "https://arxiv.org/abs/2201.04122", Place = "eq. (1), divided by T")]
public sealed record MeanOptions : GradientBalancingOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Mean();
}

/// <summary>See <see cref="MeanOptions"/>.</summary>
public sealed class Mean : IGramianWeighting
{
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses) => [.. Enumerable.Repeat(1.0 / gramian.Tasks, gramian.Tasks)];
}
