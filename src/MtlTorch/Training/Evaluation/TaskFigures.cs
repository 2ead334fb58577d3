using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>The running sums of all metrics of one task, its loss among them.</summary>
internal sealed class TaskFigures(LearningTask task, Head head) : IDisposable
{
    private readonly List<(IMetric Metric, MetricAccumulator Sum)> metrics =
        [.. task.Metrics.Prepend(new MeanLoss(task, head)).Select(m => (m, new MetricAccumulator(m)))];

    public LearningTask Task => task;

    public void Add(torch.Tensor prediction, Batch batch)
    {
        foreach (var (_, sum) in metrics)
        {
            sum.Add(prediction, batch.Targets[task.Target]);
        }
    }

    /// <summary>The figures by metric.</summary>
    public IReadOnlyDictionary<string, double> Compute() => metrics.ToDictionary(m => m.Metric.Name, m => m.Sum.Compute());

    public void Dispose() => metrics.ForEach(m => m.Sum.Dispose());

    /// <summary>The task's loss as a metric: the mean over the rows, whatever the batches.</summary>
    private sealed class MeanLoss(LearningTask task, Head head) : IMetric
    {
        public string Name => Scores.Loss;

        public bool HigherIsBetter => false;

        public double Best => 0;

        public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
        {
            var rows = target.size(0);
            var sum = task.Loss(head, prediction, target).to(torch.float64) * rows;
            return torch.stack([sum, torch.full_like(sum, rows)]);
        }

        public double Compute(ReadOnlySpan<double> statistics) => statistics[0] / statistics[1];
    }
}
