namespace MtlTorch.Data;

/// <summary>A data set whose rows belong together in groups, such as those of one patient: whoever splits it further keeps them on one side.</summary>
public interface IGroupedDataSet : IDataSet
{
    /// <summary>Names of the columns that tell the groups; empty if there is none.</summary>
    IReadOnlyList<string> GroupColumns { get; }

    /// <summary>The group of each row of a split, in the order of its rows: equal numbers for equal groups, the same in all splits. A row without a group has a number of its own.</summary>
    /// <param name="column">One of <see cref="GroupColumns"/>.</param>
    /// <param name="name">The split.</param>
    long[] Groups(string column, SplitName name);
}
