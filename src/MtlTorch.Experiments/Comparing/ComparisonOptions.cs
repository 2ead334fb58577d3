namespace MtlTorch.Experiments.Comparing;

/// <summary>What a comparison is to show.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Dotted keys by which runs are told apart, for example "balancing.kind"; empty for those in which they differ.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Label of the group that the others are compared with; the single-task runs if null.</summary>
    public string? Against { get; init; }

    /// <summary>"METRIC" or "TASK.METRIC"; a task that none of them names shows its main metric.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Whose figures are compared.</summary>
    public ComparedSplit Split { get; init; }
}
