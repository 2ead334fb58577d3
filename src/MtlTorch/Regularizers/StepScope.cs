namespace MtlTorch.Regularizers;

/// <summary>What a step moves, and how fast.</summary>
/// <param name="Rate">Learning rate of the step.</param>
/// <param name="SharedRate">What it is multiplied with for shared parameters.</param>
/// <param name="Gain">What the optimizer makes of a gradient that stays the same, in learning rates: 1 / (1 - momentum) for plain momentum.</param>
/// <param name="Only">The one task whose head moves; all heads if null.</param>
public sealed record StepScope(double Rate, double SharedRate = 1, double Gain = 1, string? Only = null)
{
    /// <summary>Whether a weight moves in this step: the head of another task stands still.</summary>
    public bool Moves(ModelWeight weight) => Only is null || weight.Task is null || weight.Task == Only;

    /// <summary>The learning rate of a weight.</summary>
    public double RateOf(ModelWeight weight) => weight.Task is null ? Rate * SharedRate : Rate;

    /// <summary>
    /// The size η of a proximal step of a weight. With momentum the optimizer goes on along older gradients, so that a lasting gradient moves a weight by more
    /// than the learning rate; a proximal step that were not as long would stand for a smaller penalty.
    /// </summary>
    public double ProximalRateOf(ModelWeight weight) => Gain * RateOf(weight);
}
