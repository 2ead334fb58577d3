using System.Globalization;
using MtlTorch.Experiments.Running;
using MtlTorch.Metrics;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Probing;

namespace MtlTorch.Cli.Reporting;

/// <summary>The figures of the tasks that have metrics, a line per metric.</summary>
internal static class ResultTable
{
    /// <summary>Writes the figures of a run, its probes below those of the tasks.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="result">How the run ended.</param>
    public static void Write(Terminal terminal, IReadOnlyList<LearningTask> tasks, RunResult result)
    {
        var columns = new[] { ("test", result.Test), ("validation", result.Validation), ("baseline", result.Baseline) };
        Write(terminal, tasks, columns, result.Probes ?? new Dictionary<string, ProbeFigures>());
    }

    /// <summary>Writes the table.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="columns">Header and figures of each column; a column without figures is left out.</param>
    public static void Write(Terminal terminal, IReadOnlyList<LearningTask> tasks, IReadOnlyList<(string Header, Scores? Scores)> columns)
        => Write(terminal, tasks, columns, new Dictionary<string, ProbeFigures>());

    private static void Write(
        Terminal terminal,
        IReadOnlyList<LearningTask> tasks,
        IReadOnlyList<(string Header, Scores? Scores)> columns,
        IReadOnlyDictionary<string, ProbeFigures> probes)
    {
        var shown = columns.Where(c => c.Scores is not null).Select(c => (c.Header, Scores: c.Scores!)).ToList();
        if (shown.Count > 0)
        {
            var scores = shown.Select(c => c.Scores).ToList();
            var rows = tasks.Where(t => t.Metrics.Count > 0).SelectMany(t => Rows(t, scores)).Concat(probes.Select(p => Row(p.Key, p.Value, shown.Select(c => c.Header))));
            Tables.Write(terminal, ["task", "metric", .. shown.Select(c => c.Header)], rows, firstNumber: 2);
        }
    }

    private static IEnumerable<string[]> Rows(LearningTask task, List<Scores> columns) => task.Metrics
        .Select((metric, i) => Row(i == 0 ? task.Name : "", Label(task, metric), task.Name, metric.Name, columns))
        .Append(Row("", Scores.Loss, task.Name, Scores.Loss, columns));

    private static string[] Row(string heading, string label, string task, string metric, List<Scores> columns) =>
        [heading, label, .. columns.Select(c => Number(c[task, metric]))];

    private static string[] Row(string name, ProbeFigures probe, IEnumerable<string> columns) =>
        [$"probe {name}", probe.Metric, .. columns.Select(c => Number((c == "test" ? probe.Test : c == "validation" ? probe.Validation : null) ?? double.NaN))];

    private static string Label(LearningTask task, IMetric metric) => task.UnitOf(metric) is { } unit ? $"{metric.Name} ({unit})" : metric.Name;

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString(Math.Abs(value) < 1000 ? "0.0000" : "0.00", CultureInfo.InvariantCulture) : "-";
}
