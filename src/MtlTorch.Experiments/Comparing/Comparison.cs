using MtlTorch.Experiments.Comparing.Statistics;

namespace MtlTorch.Experiments.Comparing;

/// <summary>Finished runs side by side: figures by model and task, and how they differ from a reference.</summary>
public sealed record Comparison
{
    /// <summary>Name of the data set's kind; several if they were asked for.</summary>
    public required string Data { get; init; }

    /// <summary>Whose figures these are.</summary>
    public required ComparedSplit Split { get; init; }

    /// <summary>What the labels of the rows are made of, in few words.</summary>
    public required string Header { get; init; }

    /// <summary>The keys whose values tell the rows apart.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>The metrics.</summary>
    public required IReadOnlyList<MetricColumn> Columns { get; init; }

    /// <summary>What the rows are compared with; null if there is nothing.</summary>
    public string? Reference { get; init; }

    /// <summary>The models; the single-task ones, if there are, first.</summary>
    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    /// <summary>What a reader should know besides: runs left out, differences that the labels do not tell.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The seeds of all rows.</summary>
    public IReadOnlyList<long> Seeds => [.. Rows.SelectMany(r => r.Seeds).Distinct().Order()];
}

/// <summary>A model of a comparison: runs of one configuration, or single-task runs together.</summary>
public sealed record ComparisonRow
{
    /// <summary>Its name.</summary>
    public required string Label { get; init; }

    /// <summary>Its values of the comparison's keys; keys that it does not have are left out.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Whether these are single-task runs.</summary>
    public required bool IsSingleTask { get; init; }

    /// <summary>Folders of its runs.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>Its seeds.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>One for each column of the comparison; null where the model does not have the task.</summary>
    public required IReadOnlyList<ComparisonCell?> Cells { get; init; }

    /// <summary>Delta m against the reference in percent, one value for each seed that both have; null if there is none.</summary>
    public Sample? DeltaM { get; init; }

    /// <summary>Whether the mean of delta m is other than zero; null with fewer than two seeds.</summary>
    public PairedTest? DeltaMTest { get; init; }

    /// <summary>The mean over the columns of the rank among the rows that have all tasks in one model; null if there is but one.</summary>
    public double? MeanRank { get; init; }
}

/// <summary>A metric of a model.</summary>
/// <param name="Figures">The figure of each seed.</param>
/// <param name="Change">The relative change against the reference in percent, above zero is better, for each seed that both have; null if there is none.</param>
/// <param name="Test">The paired test of the figures themselves, model minus reference; null with fewer than two pairs.</param>
public sealed record ComparisonCell(Sample Figures, Sample? Change = null, PairedTest? Test = null);
