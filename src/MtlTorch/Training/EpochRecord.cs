using MtlTorch.Training.Evaluation;

namespace MtlTorch.Training;

/// <summary>What came out of one epoch.</summary>
public sealed record EpochRecord
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean over the steps of each task's training loss, as it was when the step was taken; over those with labels. NaN where there was none.</summary>
    public required IReadOnlyDictionary<string, double> TrainLosses { get; init; }

    /// <summary>Weights of the last step, by task; null for a balancing method that has none.</summary>
    public required IReadOnlyDictionary<string, double>? Weights { get; init; }

    /// <summary>Penalties by regularizer: of the parameters after the epoch, of features in its last step. Null for a training without any.</summary>
    public IReadOnlyDictionary<string, double>? Penalties { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Steps since the beginning that were left out because their scaled gradient was not finite; null for a training that does not scale its losses.</summary>
    public long? SkippedSteps { get; init; }

    /// <summary>Figures on the validation split; null without one.</summary>
    public Scores? Validation { get; init; }

    /// <summary>The validation's score by the selection rule; higher is better.</summary>
    public double? Score { get; init; }

    /// <summary>Whether this is the best epoch so far.</summary>
    public bool IsBest { get; init; }

    /// <summary>Seconds of training in this epoch, without evaluation.</summary>
    public double TrainSeconds { get; init; }

    /// <summary>Seconds of evaluation in this epoch.</summary>
    public double ValidationSeconds { get; init; }
}
