using System.Collections.ObjectModel;

namespace MtlTorch.Data;

/// <summary>What a data set offers, known before any of its rows is read.</summary>
/// <param name="InputShape">Shape of one input, without the batch dimension; for images [channels, height, width].</param>
/// <param name="Targets">What can be learnt from it, by name.</param>
/// <param name="Rows">Number of rows of each split.</param>
public sealed record DataDescription(
    IReadOnlyList<long> InputShape,
    IReadOnlyDictionary<string, TargetDescription> Targets,
    IReadOnlyDictionary<SplitName, long> Rows)
{
    /// <summary>Number of training rows that have a label, of the targets that others have none of.</summary>
    public IReadOnlyDictionary<string, long> LabeledRows { get; init; } = ReadOnlyDictionary<string, long>.Empty;

    /// <summary>What stands in the columns of inputs [C]; empty for images and what else is no table.</summary>
    public IReadOnlyList<InputColumn> Columns { get; init; } = [];

    /// <summary>What the set found out by itself and a user should see, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Shape and columns of the inputs.</summary>
    public InputDescription Inputs => new(InputShape, Columns);
}

/// <summary>One column of targets.</summary>
public abstract record TargetDescription;

/// <summary>Classes: the target tensor is Int64 [N] with values from 0 to K - 1, -1 for a row without a label.</summary>
/// <param name="Classes">The K names, in the order of their numbers.</param>
public sealed record ClassTarget(IReadOnlyList<string> Classes) : TargetDescription
{
    /// <summary>Classes named by their numbers.</summary>
    public static ClassTarget Numbered(int count) => new([.. Enumerable.Range(0, count).Select(k => $"{k}")]);
}

/// <summary>Real numbers: the target tensor is Float32 [N, Width], NaN for a row without a label.</summary>
/// <param name="Width">Numbers per row.</param>
/// <param name="Unit">What they are counted in, for tables.</param>
public sealed record RealTarget(int Width = 1, string? Unit = null) : TargetDescription;
