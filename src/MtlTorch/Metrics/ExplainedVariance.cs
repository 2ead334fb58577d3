namespace MtlTorch.Metrics;

/// <summary>
/// Share of the targets' variance that predictions keep: 1 minus the squared errors over the squared distances of the targets from their mean row, both
/// summed over rows and numbers. 1 is perfect, 0 as good as the mean row; 1 minus it is the fraction of variance unexplained (FVU).
/// </summary>
public sealed class ExplainedVariance : IMetric
{
    /// <inheritdoc/>
    public string Name => "explainedVariance";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <summary>Number of rows, sum of squared errors, sum of squared targets, then the sum of each number of the targets.</summary>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        var y = target.flatten(1).to(torch.float64);
        var errors = (prediction.flatten(1).to(torch.float64) - y).square().sum();
        return torch.cat([torch.stack([torch.full_like(errors, y.size(0)), errors, y.square().sum()]), y.sum(dim: 0)]);
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics)
    {
        var (rows, errors, squares) = (statistics[0], statistics[1], statistics[2]);
        var ofMean = 0.0;
        foreach (var sum in statistics[3..])
        {
            ofMean += sum * sum / rows;
        }

        // What remains of two equal sums after rounding is no variation.
        var deviations = squares - ofMean;
        return deviations > 1e-12 * squares ? 1 - errors / deviations : double.NaN;
    }
}
