namespace MtlTorch.Data;

/// <summary>A data set that knows which rows belong together, such as the records of one person.</summary>
public interface IGroupedDataSet : IDataSet
{
    /// <summary>Names of the columns that tell it.</summary>
    IReadOnlyList<string> GroupColumns { get; }

    /// <summary>A number per row of a split; rows with the same number belong together, across splits too.</summary>
    /// <param name="column">One of <see cref="GroupColumns"/>.</param>
    /// <param name="name">The split.</param>
    long[] Groups(string column, SplitName name);
}
