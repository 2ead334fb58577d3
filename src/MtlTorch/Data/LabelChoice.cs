namespace MtlTorch.Data;

/// <summary>
/// Chooses the rows that keep their label. They come from one order of all rows per seed and target, so that a larger choice
/// holds a smaller one.
/// </summary>
internal static class LabelChoice
{
    /// <summary>Numbers of the chosen rows.</summary>
    /// <param name="target">The labels, on the CPU; rows that have none are never chosen.</param>
    /// <param name="description">What kind of target it is. Of classes as many rows each are chosen as the number and the rows allow.</param>
    /// <param name="count">How many, at most the rows that have a label.</param>
    /// <param name="generator">Where the order comes from.</param>
    public static long[] Draw(torch.Tensor target, TargetDescription description, int count, torch.Generator generator)
    {
        var rows = Shuffled(Labels.Rows(target), generator);
        return [.. (description is ClassTarget classes ? Alternating(rows, target, classes.Classes.Count, generator) : rows).Take(count)];
    }

    /// <summary>A first row of each class, then a second one of each, and so on; which class is first in its round is drawn once.</summary>
    private static IEnumerable<long> Alternating(long[] rows, torch.Tensor target, int classes, torch.Generator generator)
    {
        var labels = target.data<long>().ToArray();
        var place = Shuffled([.. Enumerable.Range(0, classes).Select(k => (long)k)], generator);
        var seen = new long[classes];
        return rows
            .Select(row => (Row: row, Class: labels[row], Round: seen[labels[row]]++))
            .ToList()
            .OrderBy(r => r.Round)
            .ThenBy(r => place[r.Class])
            .Select(r => r.Row);
    }

    private static long[] Shuffled(long[] values, torch.Generator generator)
    {
        using var order = torch.randperm(values.Length, torch.int64, torch.CPU, generator: generator);
        return [.. order.data<long>().ToArray().Select(i => values[i])];
    }
}
