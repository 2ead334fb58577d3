namespace MtlTorch.Metrics;

/// <summary>
/// Coefficient of determination: 1 minus the squared errors over the squared deviations of the targets from their mean; the
/// mean over the outputs. 1 is perfect, 0 is as good as predicting the mean, NaN where a target never varies.
/// </summary>
public sealed class R2 : IMetric
{
    /// <inheritdoc/>
    public string Name => "r2";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <summary>Number of rows, then for each output the sums of squared errors, of targets, and of squared targets.</summary>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        var y = target.to(torch.float64);
        var errors = (prediction.to(torch.float64) - y).square().sum(dim: 0);
        var rows = torch.full([1L], y.size(0), torch.float64, y.device);
        return torch.cat([rows, errors, y.sum(dim: 0), y.square().sum(dim: 0)]);
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics)
    {
        var (rows, width) = (statistics[0], (statistics.Length - 1) / 3);
        var sum = 0.0;
        for (var k = 0; k < width; k++)
        {
            var (errors, total, squares) = (statistics[1 + k], statistics[1 + width + k], statistics[1 + 2 * width + k]);
            var deviations = squares - total * total / rows;

            // What remains of two equal sums after rounding is no variation.
            sum += deviations > 1e-12 * squares ? 1 - errors / deviations : double.NaN;
        }

        return sum / width;
    }
}
