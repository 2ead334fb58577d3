namespace MtlTorch.Metrics;

/// <summary>Adds up a metric's statistics on the device and reads them back once.</summary>
/// <param name="metric">The metric.</param>
public sealed class MetricAccumulator(IMetric metric) : IDisposable
{
    private torch.Tensor? sum;

    /// <summary>Takes some rows in.</summary>
    public void Add(torch.Tensor prediction, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var statistics = metric.Update(prediction, target);
        if (sum is null)
        {
            sum = statistics.DetachFromDisposeScope();
        }
        else
        {
            sum.add_(statistics);
        }
    }

    /// <summary>The metric of all rows so far; NaN if there were none.</summary>
    public double Compute()
    {
        if (sum is null)
        {
            return double.NaN;
        }

        using var scope = torch.NewDisposeScope();
        return metric.Compute(sum.cpu().data<double>().ToArray());
    }

    /// <summary>Disposes of the sums.</summary>
    public void Dispose() => sum?.Dispose();
}
