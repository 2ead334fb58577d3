using System.Text.Json.Serialization;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Probing;

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

    /// <summary>Wall-clock seconds of the process that ended the run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training steps per second, evaluation not counted.</summary>
    public double? StepsPerSecond { get; init; }

    /// <summary>Training rows per second, evaluation not counted.</summary>
    public double? SamplesPerSecond { get; init; }

    /// <summary>Seconds by phase, from the start of the run.</summary>
    public PhaseTimes? Phases { get; init; }

    /// <summary>Figures on the validation split: {task: {metric: value}}. Accuracies are fractions.</summary>
    public Scores? Validation { get; init; }

    /// <summary>Figures on the test split; it was looked at only for this.</summary>
    public Scores? Test { get; init; }

    /// <summary>Figures on the test split of the best predictions that know nothing of the inputs.</summary>
    public Scores? Baseline { get; init; }

    /// <summary>Penalties of the epoch whose figures these are, by regularizer; null where the experiment has none.</summary>
    public IReadOnlyDictionary<string, double>? Penalties { get; init; }

    /// <summary>Linear models of the best epoch's features, or of the inputs, by name; null where the experiment has none.</summary>
    public IReadOnlyDictionary<string, ProbeFigures>? Probes { get; init; }

    /// <summary>Steps that were left out because their scaled gradient was not finite; null where losses are not scaled, which is everywhere but in fp16.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SkippedSteps { get; init; }

    /// <summary>Number of trainable parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds of the whole model for one row in one forward pass: those of linear layers and convolutions.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>What the tensors of the run were expected to hold at once, before training, on the device.</summary>
    public long MemoryEstimateBytes { get; init; }

    /// <summary>The most main memory that the process ever held; the memory of a GPU is not in it.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; init; }
}
