using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Running;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>All epochs, or until patience was over.</summary>
    Completed,

    /// <summary>Somebody asked to stop.</summary>
    Interrupted,

    /// <summary>Something went wrong; see the error.</summary>
    Failed,
}

/// <summary>What came out of a run: the content of result.json.</summary>
public sealed record RunResult
{
    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Epochs that were finished.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights the figures belong to: the best on the validation split. Null without a validation split; the figures are then those of the last epoch.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Wall-clock seconds of the whole run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training steps per second, evaluation not counted.</summary>
    public double? StepsPerSecond { get; init; }

    /// <summary>Figures on the validation split: {task: {metric: value}}. Accuracies are fractions.</summary>
    public Scores? Validation { get; init; }

    /// <summary>Figures on the test split; it was looked at only for this.</summary>
    public Scores? Test { get; init; }

    /// <summary>Figures on the test split of the best predictions that know nothing of the inputs.</summary>
    public Scores? Baseline { get; init; }

    /// <summary>Number of trainable parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; init; }
}
