using MtlTorch.Metrics;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>
/// Says which of two models is better, from their figures on the validation split: one number, higher is better.
/// </summary>
public abstract record SelectionRule
{
    /// <summary>The rule that a configuration names.</summary>
    /// <param name="text">"skill", "loss", or "TASK.METRIC".</param>
    /// <param name="tasks">The tasks of the model.</param>
    /// <exception cref="InvalidOptionException">There is no such task or metric.</exception>
    public static SelectionRule Parse(string text, IReadOnlyList<LearningTask> tasks) => text switch
    {
        "skill" => new SkillRule(tasks),
        "loss" => new LossRule(tasks),
        _ => MetricRule.Parse(text, tasks),
    };

    /// <summary>The number, higher is better.</summary>
    /// <param name="scores">Figures of the model.</param>
    /// <param name="trivial">Figures of the trivial predictions on the same rows.</param>
    public abstract double Score(Scores scores, Scores trivial);
}

/// <summary>
/// Mean over the tasks of the skill in the main metric: the share of the way from the trivial prediction (0) to a perfect
/// one (1). It compares tasks of different kinds and units.
/// </summary>
public sealed record SkillRule(IReadOnlyList<LearningTask> Tasks) : SelectionRule
{
    /// <inheritdoc/>
    public override double Score(Scores scores, Scores trivial) => Tasks.Average(task => Skill(task.Metrics[0], scores, trivial, task.Name));

    private static double Skill(IMetric metric, Scores scores, Scores trivial, string task)
    {
        var way = metric.Best - trivial[task, metric.Name];
        return way == 0 ? 0 : (scores[task, metric.Name] - trivial[task, metric.Name]) / way;
    }
}

/// <summary>Minus the sum of the tasks' losses, each times the task's weight.</summary>
public sealed record LossRule(IReadOnlyList<LearningTask> Tasks) : SelectionRule
{
    /// <inheritdoc/>
    public override double Score(Scores scores, Scores trivial) => -Tasks.Sum(task => task.Weight * scores[task.Name, Scores.Loss]);
}

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
