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
