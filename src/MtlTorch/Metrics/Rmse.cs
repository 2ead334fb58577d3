namespace MtlTorch.Metrics;

/// <summary>Square root of the mean squared error over all rows and outputs, in the target's unit.</summary>
public sealed class Rmse : IMetric
{
    /// <inheritdoc/>
    public string Name => "rmse";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Best => 0;

    /// <summary>Sum of squared errors, number of elements.</summary>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        var squares = (prediction.to(torch.float64) - target).square().sum();
        return torch.stack([squares, torch.full_like(squares, target.numel())]);
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => Math.Sqrt(statistics[0] / statistics[1]);
}
