namespace MtlTorch.Training.Evaluation;

/// <summary>Figures of a model on some rows: {task: {metric: value}}. "loss" is among the metrics.</summary>
/// <param name="Tasks">The figures by task and metric.</param>
public sealed record Scores(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Tasks)
{
    /// <summary>The name under which a task's loss stands among its metrics.</summary>
    public const string Loss = "loss";

    /// <summary>One figure.</summary>
    public double this[string task, string metric] => Tasks[task][metric];
}
