using MtlTorch.Tensors;

namespace MtlTorch.Data;

/// <summary>
/// A data set whose training rows are a bootstrap sample: as many rows, drawn with replacement, so that about 63 % of the rows occur. Validation and test rows
/// stay as they are.
/// </summary>
/// <param name="whole">The data set as it is.</param>
/// <param name="seed">Seed of the sample.</param>
public sealed class BootstrappedDataSet(IDataSet whole, long seed) : IDataSet
{
    /// <inheritdoc/>
    public DataDescription Description => whole.Description;

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        var split = whole.Load(name);
        if (name != SplitName.Train)
        {
            return split;
        }

        using (split)
        {
            using var scope = torch.NewDisposeScope();
            using var randomness = new Randomness(seed);
            using var generator = randomness.Fresh("bootstrap");
            var rows = torch.randint(0, split.Rows, [split.Rows], torch.int64, generator: generator);
            return split.Take(rows);
        }
    }
}
