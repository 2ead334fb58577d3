using System.Globalization;

namespace MtlTorch.Data;

/// <summary>A data set whose training and validation rows are dealt out anew, as a cross-validation wants it. See <see cref="FoldOptions"/>.</summary>
public sealed class FoldedDataSet : IDataSet
{
    private readonly IDataSet whole;
    private readonly FoldOptions options;
    private readonly int[]? grouped;

    /// <summary>Compares the options with the data set's description. Rows are dealt when they are loaded, unless groups decide how many a fold gets; with stratified groups the labels are read for that.</summary>
    /// <param name="whole">The data set as it is.</param>
    /// <param name="options">How the rows are dealt, and which fold is held out.</param>
    /// <exception cref="InvalidOptionException">The options do not fit the data set.</exception>
    public FoldedDataSet(IDataSet whole, FoldOptions options)
    {
        this.whole = whole;
        this.options = options;
        var pool = whole.Description.Rows[SplitName.Train] + whole.Description.Rows[SplitName.Validation];
        Check(pool);
        grouped = GroupColumns() is { Count: > 0 } columns ? DealGroups(columns) : null;
        var held = options.Index == 0 ? 0 : grouped?.LongCount(fold => fold == options.Index) ?? Folds.SizeOf(options.Index, pool, options.Count);
        Description = whole.Description with
        {
            Rows = new Dictionary<SplitName, long>
            {
                [SplitName.Train] = pool - held,
                [SplitName.Validation] = held,
                [SplitName.Test] = options.Index == 0 ? whole.Description.Rows[SplitName.Test] : 0,
            },
        };
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        if (name == SplitName.Test)
        {
            return options.Index == 0
                ? whole.Load(name)
                : throw new InvalidOperationException("A part of a cross-validation does not read the test split.");
        }

        using var scope = torch.NewDisposeScope();
        using var pool = Pool();
        var folds = options.Index == 0 ? new int[pool.Rows] : grouped ?? Folds.Deal(Strata(pool), options);
        var rows = Enumerable.Range(0, folds.Length).Where(i => (name == SplitName.Validation) == (folds[i] == options.Index && options.Index > 0)).Select(i => (long)i);
        var index = torch.tensor(rows.ToArray(), dtype: torch.int64);
        return pool.Take(index);
    }

    private static InvalidOptionException Problem(string option, string problem) => new($"fold.{option}", problem);

    /// <summary>The rows for training, then those for validation.</summary>
    private Split Pool()
    {
        var train = whole.Load(SplitName.Train);
        if (whole.Description.Rows[SplitName.Validation] == 0)
        {
            return train;
        }

        using (train)
        {
            using var validation = whole.Load(SplitName.Validation);
            return new Split(
                torch.cat([train.Inputs, validation.Inputs]),
                train.Targets.ToDictionary(t => t.Key, t => torch.cat([t.Value, validation.Targets[t.Key]])));
        }
    }

    /// <summary>A number per row for its combination of classes; rows without a label are a class of their own.</summary>
    private long[] Strata(Split pool)
    {
        var strata = new long[pool.Rows];
        foreach (var target in options.Stratify)
        {
            var classes = ((ClassTarget)whole.Description.Targets[target]).Classes.Count;
            var labels = pool.Targets[target].data<long>().ToArray();
            for (var row = 0; row < strata.Length; row++)
            {
                strata[row] = strata[row] * (classes + 1) + labels[row] + 1;
            }
        }

        return strata;
    }

    /// <summary>The column that is named. Otherwise all there are: a set that keeps rows together in its own splits would have them torn apart here.</summary>
    private IReadOnlyList<string> GroupColumns()
    {
        var known = (whole as IGroupedDataSet)?.GroupColumns ?? [];
        return options.Group is not { } column ? known
            : known.Contains(column) ? [column]
            : throw Problem("group", $"the data set has no column '{column}' that groups rows; {(known.Count == 0 ? "it has none" : $"it has {string.Join(", ", known)}")}.");
    }

    private int[] DealGroups(IReadOnlyList<string> columns)
    {
        var each = columns.Select(GroupsOf).ToList();
        var groups = each.Count == 1 ? each[0] : JoinedGroups.Of(each[0].Length, each);
        var count = groups.Distinct().Count();
        if (count < options.Count)
        {
            throw Problem("count", $"{options.Count} folds are to be made of {count} groups; at least one group per fold is needed. Use fewer folds.");
        }

        if (options.Stratify.Count == 0)
        {
            return Folds.DealGroups(groups, options);
        }

        using var scope = torch.NewDisposeScope();
        using var pool = Pool();
        return StratifiedGroups.Deal(groups, Strata(pool), options);
    }

    /// <summary>The group of each row of the pool.</summary>
    private long[] GroupsOf(string column)
    {
        var set = (IGroupedDataSet)whole;
        return [.. set.Groups(column, SplitName.Train), .. whole.Description.Rows[SplitName.Validation] == 0 ? [] : set.Groups(column, SplitName.Validation)];
    }

    private void Check(long pool)
    {
        if (options.Index > options.Count)
        {
            throw Problem("index", $"fold {options.Index} of {options.Count} is to be held out; from 1 to {options.Count} can be, or 0 for none.");
        }

        if (options.Count > pool)
        {
            throw Problem("count", string.Create(CultureInfo.InvariantCulture, $"{options.Count:#,0} folds are to be made of {pool:#,0} rows; at least one row per fold is needed. Use fewer folds."));
        }

        foreach (var target in options.Stratify)
        {
            if (!whole.Description.Targets.TryGetValue(target, out var description))
            {
                throw Problem("stratify", $"the data set has no target '{target}'; it has {string.Join(", ", whole.Description.Targets.Keys)}.");
            }

            if (description is not ClassTarget)
            {
                throw Problem("stratify", $"the target '{target}' holds real numbers; only classes have shares. Leave it out.");
            }
        }
    }
}
