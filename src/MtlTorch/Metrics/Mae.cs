namespace MtlTorch.Metrics;

/// <summary>Mean absolute error over all rows and outputs, in the target's unit.</summary>
public sealed class Mae : IMetric
{
    /// <inheritdoc/>
    public string Name => "mae";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Best => 0;

    /// <summary>Sum of absolute errors, number of elements.</summary>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        var errors = (prediction.to(torch.float64) - target).abs().sum();
        return torch.stack([errors, torch.full_like(errors, target.numel())]);
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => statistics[0] / statistics[1];
}
