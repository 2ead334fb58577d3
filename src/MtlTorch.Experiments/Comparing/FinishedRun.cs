using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Comparing;

/// <summary>A run that came to its end, as its folder tells it.</summary>
/// <param name="Path">The folder, as it was named or found.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Result">What came out.</param>
public sealed record FinishedRun(string Path, ExperimentConfig Config, RunResult Result)
{
    /// <summary>The configuration by dotted key.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = FlatConfig.Of(Config);

    /// <summary>The seed.</summary>
    public long Seed => Config.Seed;

    /// <summary>What it ran on; null if the folder does not say.</summary>
    public EnvironmentRecord? Environment { get; init; }

    /// <summary>The figures of a split; null if there was none.</summary>
    public Scores? Figures(ComparedSplit split) => split == ComparedSplit.Test ? Result.Test : Result.Validation;
}

/// <summary>Splits whose figures a run leaves.</summary>
public enum ComparedSplit
{
    /// <summary>Rows that only report.</summary>
    Test,

    /// <summary>Rows that chose the best epoch.</summary>
    Validation,
}
