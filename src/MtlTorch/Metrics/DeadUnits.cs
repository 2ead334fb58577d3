namespace MtlTorch.Metrics;

/// <summary>Share of the units of a sparse code that fire in no row. It reads which units fired, Bool [N, units], not predictions.</summary>
public sealed class DeadUnits : IMetric
{
    /// <inheritdoc/>
    public string Name => "deadFraction";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Best => 0;

    /// <summary>How often each unit fires.</summary>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target) => prediction.to(torch.float64).sum(dim: 0);

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics)
    {
        var dead = 0;
        foreach (var firings in statistics)
        {
            dead += firings == 0 ? 1 : 0;
        }

        return (double)dead / statistics.Length;
    }
}
