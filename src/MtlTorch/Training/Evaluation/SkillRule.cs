using MtlTorch.Metrics;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>
/// Mean over the tasks of the skill in the main metric: the share of the way from the trivial prediction (0) to a perfect
/// one (1). It compares tasks of different kinds and units; tasks without metrics are left out.
/// </summary>
public sealed record SkillRule(IReadOnlyList<LearningTask> Tasks) : SelectionRule
{
    /// <inheritdoc/>
    public override double Score(Scores scores, Scores trivial) => Tasks.Where(t => t.MainMetric is not null).Average(task => Skill(task.MainMetric!, scores, trivial, task.Name));

    private static double Skill(IMetric metric, Scores scores, Scores trivial, string task)
    {
        // Where no trivial prediction is known, the metric itself compares with one, as explained variance does with the mean.
        var floor = double.IsNaN(trivial[task, metric.Name]) ? 0 : trivial[task, metric.Name];
        var way = metric.Best - floor;
        return way == 0 ? 0 : (scores[task, metric.Name] - floor) / way;
    }
}
