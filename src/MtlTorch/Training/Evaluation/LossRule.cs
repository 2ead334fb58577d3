using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>Minus the sum of the tasks' losses, each times the task's weight.</summary>
public sealed record LossRule(IReadOnlyList<LearningTask> Tasks) : SelectionRule
{
    /// <inheritdoc/>
    public override double Score(Scores scores, Scores trivial) => -Tasks.Sum(task => task.Weight * scores[task.Name, Scores.Loss]);
}
