using MtlTorch.Metrics;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>One metric of one task.</summary>
public sealed record MetricRule(string Task, IMetric Metric) : SelectionRule
{
    /// <inheritdoc/>
    public override double Score(Scores scores, Scores trivial) =>
        Metric.HigherIsBetter ? scores[Task, Metric.Name] : -scores[Task, Metric.Name];

    /// <summary>Reads "TASK.METRIC".</summary>
    /// <exception cref="InvalidOptionException">There is no such task or metric.</exception>
    internal static new MetricRule Parse(string text, IReadOnlyList<LearningTask> tasks)
    {
        var task = tasks.FirstOrDefault(t => text.StartsWith(t.Name + ".", StringComparison.Ordinal));
        var metric = task?.Metrics.FirstOrDefault(m => text == $"{task.Name}.{m.Name}");
        return metric is not null
            ? new MetricRule(task!.Name, metric)
            : throw new InvalidOptionException(
                "select",
                $"'{text}' is not known. Use \"skill\", \"loss\" or one of {string.Join(", ", tasks.SelectMany(t => t.Metrics, (t, m) => $"{t.Name}.{m.Name}"))}.");
    }
}
