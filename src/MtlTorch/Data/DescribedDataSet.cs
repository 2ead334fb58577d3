namespace MtlTorch.Data;

/// <summary>A data set of which only the description is left: enough for a model that is to predict other rows.</summary>
/// <param name="description">What it offered.</param>
public sealed class DescribedDataSet(DataDescription description) : IDataSet
{
    /// <inheritdoc/>
    public DataDescription Description => description;

    /// <summary>There are no rows.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public Split Load(SplitName name) => throw new InvalidOperationException("Of this data set only the description is known.");
}
