using MtlTorch.Training.Scaling;

namespace MtlTorch.Training;

/// <summary>How far a training has come; together with weights, optimizer and generators all that it needs to go on.</summary>
public sealed record Progress
{
    /// <summary>The epoch being worked on, from 1.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>Tasks, in their order, that had their look at all training rows before that epoch, or did not ask for one.</summary>
    public int Surveyed { get; init; }

    /// <summary>Batches of that epoch that are done.</summary>
    public long Batch { get; init; }

    /// <summary>Steps since the beginning.</summary>
    public long Step { get; init; }

    /// <summary>Sum over the done batches of this epoch of each task's loss.</summary>
    public IReadOnlyList<double> LossSums { get; init; } = [];

    /// <summary>Done batches of this epoch in which no row had a label of a task, by task: its loss was 0 there, and they do not count in its mean.</summary>
    public IReadOnlyList<long> Unlabeled { get; init; } = [];

    /// <summary>Weights of the last step whose weights were read, by task; null before, or for a balancing method that has none.</summary>
    public IReadOnlyDictionary<string, double>? Weights { get; init; }

    /// <summary>The scale of the losses; null for a training that does not scale them.</summary>
    public LossScale? LossScale { get; init; }

    /// <summary>The best epoch so far; null before the first validation, or without one.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Its score by the selection rule; higher is better.</summary>
    public double? BestScore { get; init; }
}
