using MtlTorch.Metrics;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Comparing;

/// <summary>A metric of a task, compared over models.</summary>
/// <param name="Task">The task.</param>
/// <param name="Metric">The metric.</param>
/// <param name="HigherIsBetter">Whether more of it is better.</param>
public sealed record MetricColumn(string Task, string Metric, bool HigherIsBetter)
{
    /// <summary>The columns of a comparison: for each task the metrics that were asked for, or its main one. A task without metrics has a column only if its loss was asked for.</summary>
    /// <param name="tasks">The tasks with their metrics, the main one first.</param>
    /// <param name="requests">"METRIC" or "TASK.METRIC".</param>
    /// <exception cref="InvalidOptionException">No task has such a metric.</exception>
    public static IReadOnlyList<MetricColumn> Choose(IReadOnlyList<(string Task, IReadOnlyList<IMetric> Metrics)> tasks, IReadOnlyList<string> requests)
    {
        var all = tasks.SelectMany(t => t.Metrics.Select(m => new MetricColumn(t.Task, m.Name, m.HigherIsBetter)).Append(new MetricColumn(t.Task, Scores.Loss, false))).ToList();
        var asked = requests.SelectMany(r => Find(r, all)).Distinct().ToList();
        return [.. tasks.SelectMany(t => asked.Any(c => c.Task == t.Task) ? asked.Where(c => c.Task == t.Task) : all.Where(c => c.Task == t.Task && t.Metrics.Count > 0).Take(1))];
    }

    private static IEnumerable<MetricColumn> Find(string request, List<MetricColumn> all)
    {
        var found = all.Where(c => request == c.Metric || request == $"{c.Task}.{c.Metric}").ToList();
        var names = all.Select(c => c.Metric).Distinct().Concat(all.Select(c => $"{c.Task}.{c.Metric}")).ToList();
        return found.Count > 0
            ? found
            : throw new InvalidOptionException("--metric", $"no task has a metric '{request}'.{Nearest.Hint(request, names)} Known: {string.Join(", ", names)}.");
    }
}
