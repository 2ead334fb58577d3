using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using MtlTorch.Data.Inputs;
using MtlTorch.Data.Tables;

namespace MtlTorch.Data.DataSets;

/// <summary>
/// A table in a text file (CSV, TSV): a header, then a row per example. Columns are numbers or categories; some are learnt, the others are inputs. What is not
/// said of a column is found out from its values, and told when a run begins. Inputs reach the trunk "tabular" as they stand in the file.
/// </summary>
public sealed record TabularOptions : FileDataOptions, ISelfChecking
{
    /// <summary>The file, from the root: "adult/adult.csv".</summary>
    public required string File { get; init; }

    /// <summary>A file of test rows with the same columns; if null, test rows are drawn from the one file.</summary>
    public string? TestFile { get; init; }

    /// <summary>What stands between two fields, one character; if null, a tab for .tsv, else the one of comma, semicolon and tab that the header has most of.</summary>
    [RegularExpression("[^\"\\r\\n]", ErrorMessage = "one character, no quote and no line break")]
    public string? Delimiter { get; init; }

    /// <summary>Texts that stand for a missing value. A row whose target is missing has no label of it.</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["", "?"];

    /// <summary>What is to be said of single columns, by name; the others are inputs.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, TabularColumn> Columns
    {
        get;
        init => field = value ?? ReadOnlyDictionary<string, TabularColumn>.Empty;
    } = ReadOnlyDictionary<string, TabularColumn>.Empty;

    /// <summary>What can be learnt, by name. A column that a target comes from is no input.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, TabularTarget> Targets
    {
        get;
        init => field = value ?? ReadOnlyDictionary<string, TabularTarget>.Empty;
    } = ReadOnlyDictionary<string, TabularTarget>.Empty;

    /// <summary>Share of the rows that are held out for validation; 0 for none.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Validation { get; init; } = 0.1;

    /// <summary>Share of the rows that are held out for the test; 0 for none. If null, 0.2, or 0 where there is a test file.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Test { get; init; }

    /// <summary>Seed of the choice of these rows. It is not the seed of the run, so that every run sees the same rows.</summary>
    public int SplitSeed { get; init; } = 1;

    /// <summary>Targets with classes whose shares, of all combinations of their classes, are to be the same in all splits.</summary>
    public IReadOnlyList<string> Stratify { get; init; } = [];

    internal double TestShare => Test ?? (TestFile is null ? 0.2 : 0);

    internal TableFormat Format => new(Delimiter?[0], Missing);

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems()
    {
        if (TestFile is not null && Test > 0)
        {
            yield return ("test", "the test rows come from the test file; leave one of the two out.");
        }

        if (TestFile is not null && Path.GetFullPath(Path.Combine(Root, TestFile)) == Path.GetFullPath(Path.Combine(Root, File)))
        {
            yield return ("testFile", "it is the file of the training rows, so that every test row would be trained on; name another file, or leave it out and say \"test\".");
        }

        if (Validation + TestShare >= 1)
        {
            yield return ("validation", FormattableString.Invariant($"validation and test take {Validation:0.###} and {TestShare:0.###} of the rows; leave some to train on."));
        }
    }

    /// <inheritdoc/>
    public override IInputReader ReaderOf(DataDescription description) => new TableRowReader(description.Columns, Format);

    /// <inheritdoc/>
    protected override IDataSet OpenWhole() => new Tabular(this);
}

/// <summary>What is said of a column. What is not said is found out.</summary>
public sealed record TabularColumn
{
    /// <summary>What it is for; if null, a target where one comes from it, else an input.</summary>
    public ColumnRole? Role { get; init; }

    /// <summary>What stands in it; if null, numbers where all values are some, else categories.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>The categories, in the order of their numbers; others are refused. If null, all that occur, in the order of the alphabet, or of numbers.</summary>
    [MinLength(1)]
    public IReadOnlyList<string>? Categories { get; init; }
}

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>The model sees it.</summary>
    Input,

    /// <summary>It is learnt, under its own name unless "targets" names it otherwise.</summary>
    Target,

    /// <summary>Rows of one value stay together in one split. The model does not see it.</summary>
    Group,

    /// <summary>Nobody looks at it.</summary>
    Ignore,
}

/// <summary>What stands in a column.</summary>
public enum ColumnType
{
    /// <summary>Real numbers.</summary>
    Number,

    /// <summary>One of some texts.</summary>
    Category,
}

/// <summary>Something to learn from a table.</summary>
public sealed record TabularTarget
{
    /// <summary>The column that it comes from; if null, that of the target's own name.</summary>
    public string? Column { get; init; }

    /// <summary>A value of the column. If it is given there are two classes: "other" and this value, in this order.</summary>
    public string? Positive { get; init; }

    /// <summary>What numbers are counted in, for tables.</summary>
    public string? Unit { get; init; }
}
