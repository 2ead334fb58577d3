using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>Minus the sum of the tasks' losses, each times the task's weight; tasks without metrics are left out.</summary>
public sealed record LossRule(IReadOnlyList<LearningTask> Tasks) : SelectionRule
{
    /// <inheritdoc/>
    public override double Score(Scores scores, Scores trivial) => -Tasks.Where(t => t.MainMetric is not null).Sum(task => task.Weight * scores[task.Name, Scores.Loss]);
}
