using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>The running sums of all metrics of one task, its loss among them. Rows without a target do not count.</summary>
internal sealed class TaskFigures(LearningTask task) : IDisposable
{
    private readonly List<(IMetric Metric, MetricAccumulator Sum)> metrics = [.. task.Metrics.Select(m => (m, new MetricAccumulator(m)))];
    private torch.Tensor? losses;
    private long rows;

    public LearningTask Task => task;

    public void Add(TaskPass pass, Batch batch)
    {
        using var scope = torch.NewDisposeScope();
        var (labeled, target) = LabeledRows.Of(task, pass, batch);
        var count = target.size(0);
        if (count == 0)
        {
            return;
        }

        foreach (var (metric, sum) in metrics)
        {
            if (task.Seen(metric, labeled, target) is var (read, against))
            {
                sum.Add(read, against);
            }
        }

        if (LabeledRows.LossOf(task, pass, batch) is { } loss)
        {
            AddLoss(loss, count);
        }
    }

    /// <summary>The figures by metric; NaN for those that are not defined.</summary>
    public IReadOnlyDictionary<string, double> Compute() => metrics
        .Select(m => KeyValuePair.Create(m.Metric.Name, m.Sum.Compute()))
        .Prepend(KeyValuePair.Create(Scores.Loss, losses is null ? double.NaN : losses.item<double>() / rows))
        .ToDictionary();

    public void Dispose()
    {
        losses?.Dispose();
        metrics.ForEach(m => m.Sum.Dispose());
    }

    /// <summary>The mean over the rows, whatever the batches.</summary>
    private void AddLoss(torch.Tensor loss, long count)
    {
        var sum = loss.to(torch.float64) * count;
        rows += count;
        if (losses is null)
        {
            losses = sum.DetachFromDisposeScope();
        }
        else
        {
            losses.add_(sum);
        }
    }
}
