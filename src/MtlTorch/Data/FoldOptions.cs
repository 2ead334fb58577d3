using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Data;

/// <summary>
/// One part of a cross-validation: the rows for training and for validation together are dealt out into folds, one of them is the
/// validation split, and all others are the training split. The test split cannot be read then.
/// </summary>
public sealed record FoldOptions
{
    /// <summary>Number of folds.</summary>
    [Range(2, 10_000)]
    public int Count { get; init; } = 5;

    /// <summary>The fold that is held out, from 1; 0 holds none out: all the rows are training rows, and the test split can be read.</summary>
    [Range(0, 10_000)]
    public int Index { get; init; } = 1;

    /// <summary>Seed of the dealing. It is not the seed of the run, so that every run sees the same folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Which of several dealings of that seed, from 1: a repeated cross-validation deals anew each time.</summary>
    [Range(1, 10_000)]
    public int Repeat { get; init; } = 1;

    /// <summary>Targets with classes whose shares are the same in all folds; of several targets it is their combinations. With a group the shares are only about the same. None if empty.</summary>
    public IReadOnlyList<string> Stratify { get; init; } = [];

    /// <summary>
    /// Column of the data set whose rows of the same value are never torn apart, such as the records of one person. If null, all columns that tell groups (in tables those of
    /// the role "group") together; each row is by itself where there is none.
    /// </summary>
    public string? Group { get; init; }
}
