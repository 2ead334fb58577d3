namespace MtlTorch.Metrics;

/// <summary>L0: mean number of units of a sparse code that fire per row. It reads which units fired, Bool [N, units], not predictions.</summary>
public sealed class ActiveUnits : IMetric
{
    /// <inheritdoc/>
    public string Name => "l0";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Best => 0;

    /// <summary>Number of units that fired, number of rows.</summary>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        var active = prediction.sum().to(torch.float64);
        return torch.stack([active, torch.full_like(active, prediction.size(0))]);
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => statistics[0] / statistics[1];
}
