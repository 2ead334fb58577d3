using System.Globalization;
using MtlTorch.Tensors;

namespace MtlTorch.Data;

/// <summary>A data set of whose training rows only some keep their labels; validation and test rows keep all. See <see cref="DataOptions.Labeled"/>.</summary>
public sealed class PartlyLabeledDataSet : IGroupedDataSet
{
    private readonly IDataSet whole;
    private readonly IReadOnlyDictionary<string, int> labeled;
    private readonly long seed;

    /// <summary>Compares the numbers with the data set's description; nothing is drawn yet.</summary>
    /// <param name="whole">The data set with all its labels.</param>
    /// <param name="labeled">Training rows that keep their label, by target; other targets keep all.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <exception cref="InvalidOptionException">There is no such target, or there are fewer rows.</exception>
    public PartlyLabeledDataSet(IDataSet whole, IReadOnlyDictionary<string, int> labeled, long seed)
    {
        this.whole = whole;
        this.labeled = labeled;
        this.seed = seed;
        var description = whole.Description;
        foreach (var (target, count) in labeled)
        {
            Check(description, target, count);
        }

        var rows = description.Rows[SplitName.Train];
        var counts = new Dictionary<string, long>(description.LabeledRows);
        foreach (var (target, count) in labeled.Where(l => l.Value < rows))
        {
            counts[target] = count;
        }

        Description = description with { LabeledRows = counts };
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> GroupColumns => (whole as IGroupedDataSet)?.GroupColumns ?? [];

    /// <inheritdoc/>
    public long[] Groups(string column, SplitName name) => ((IGroupedDataSet)whole).Groups(column, name);

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        var split = whole.Load(name);
        if (name != SplitName.Train)
        {
            return split;
        }

        using var scope = torch.NewDisposeScope();
        var targets = new Dictionary<string, torch.Tensor>(split.Targets);
        try
        {
            foreach (var (target, count) in labeled)
            {
                targets[target] = Keep(split.Targets[target], target, count);
            }
        }
        catch
        {
            split.Dispose();
            throw;
        }

        foreach (var target in labeled.Keys)
        {
            split.Targets[target].Dispose();
            targets[target].DetachFromDisposeScope();
        }

        return new Split(split.Inputs, targets);
    }

    private static void Check(DataDescription description, string target, int count)
    {
        if (!description.Targets.ContainsKey(target))
        {
            throw new InvalidOptionException($"labeled.{target}", $"the data set has no target '{target}'; it has {string.Join(", ", description.Targets.Keys)}.");
        }

        CheckCount(target, count, description.LabeledRows.GetValueOrDefault(target, description.Rows[SplitName.Train]));
    }

    private static void CheckCount(string target, int count, long rows)
    {
        if (count < 1 || count > rows)
        {
            throw new InvalidOptionException(
                $"labeled.{target}",
                string.Create(CultureInfo.InvariantCulture, $"{count:#,0} rows are to keep their label; there are {rows:#,0} training rows that have one, so from 1 to {rows:#,0} can."));
        }
    }

    private torch.Tensor Keep(torch.Tensor all, string target, int count)
    {
        // The set may have gaps that its description did not tell.
        CheckCount(target, count, Labels.Rows(all).LongLength);
        using var randomness = new Randomness(seed);
        using var generator = randomness.Fresh($"labeled rows of {target}");
        return Labels.Keep(all, LabelChoice.Draw(all, Description.Targets[target], count, generator));
    }
}
