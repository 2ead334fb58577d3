using MtlTorch.Training.Costs;

namespace MtlTorch.Experiments.Profiling;

/// <summary>What an experiment costs, measured over some steps.</summary>
public sealed record ExperimentProfile
{
    /// <summary>Forward once, backward twice as much: the multiply-adds of a training step per multiply-add of a forward pass, by convention.</summary>
    public const int PassesPerStep = 3;

    /// <summary>Name of the experiment.</summary>
    public required string Name { get; init; }

    /// <summary>Where it computed.</summary>
    public required string Device { get; init; }

    /// <summary>Threads per operation on the CPU.</summary>
    public required int Threads { get; init; }

    /// <summary>Training rows.</summary>
    public required long TrainRows { get; init; }

    /// <summary>Trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-adds for one row in one forward pass.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>The modules with parameters.</summary>
    public required IReadOnlyList<ModuleCost> Modules { get; init; }

    /// <summary>The memory.</summary>
    public required MemoryProfile Memory { get; init; }

    /// <summary>The training steps.</summary>
    public required StepProfile Training { get; init; }

    /// <summary>One evaluation on the validation split; null without one.</summary>
    public EvaluationProfile? Evaluation { get; init; }
}

/// <summary>Bytes, estimated and measured.</summary>
/// <param name="Estimate">What shapes tell.</param>
/// <param name="Free">What could be taken before anything was loaded; null on a GPU, of which TorchSharp does not tell it.</param>
/// <param name="Before">Main memory of the process before anything was loaded.</param>
/// <param name="Loading">The most until the training and validation rows were there.</param>
/// <param name="Training">The most from then until the last step; where the system cannot begin anew, the most since the start.</param>
public sealed record MemoryProfile(MemoryEstimate Estimate, long? Free, long Before, long Loading, long Training);

/// <summary>Training steps.</summary>
/// <param name="WarmUp">Steps before the measured ones.</param>
/// <param name="Steps">Measured steps.</param>
/// <param name="Rows">Rows that they saw.</param>
/// <param name="Seconds">Time that they took.</param>
/// <param name="Phases">What it went to.</param>
/// <param name="MultiplyAdds">Of the model, for one row in one forward pass.</param>
public sealed record StepProfile(int WarmUp, int Steps, long Rows, double Seconds, PhaseTimes Phases, long MultiplyAdds)
{
    /// <summary>Steps per second.</summary>
    public double StepsPerSecond => Steps / Seconds;

    /// <summary>Rows per second.</summary>
    public double SamplesPerSecond => Rows / Seconds;

    /// <summary>
    /// Useful work per second, in 10^9 operations: two per multiply-add, <see cref="ExperimentProfile.PassesPerStep"/> times those of
    /// a forward pass per row. Further backward passes of a balancing method are cost, not work.
    /// </summary>
    public double GigaflopsPerSecond => 2.0 * ExperimentProfile.PassesPerStep * MultiplyAdds * SamplesPerSecond / 1e9;
}

/// <summary>An evaluation.</summary>
/// <param name="Rows">Rows of the split.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record EvaluationProfile(long Rows, double Seconds)
{
    /// <summary>Rows per second.</summary>
    public double SamplesPerSecond => Rows / Seconds;
}
