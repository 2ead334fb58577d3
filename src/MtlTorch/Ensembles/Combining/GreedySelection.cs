using MtlTorch.Tensors;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>Selects members with replacement, at each step the one that makes the mean of the selected ones best.</summary>
/// <param name="count">Number of members.</param>
/// <param name="loss">The loss of the mean of members, each as often as its number says; lower is better.</param>
/// <param name="options">How.</param>
internal sealed class GreedySelection(int count, Func<int[], double> loss, GreedyOptions options)
{
    /// <summary>How often each member was selected.</summary>
    public int[] Select()
    {
        var total = new int[count];
        for (var bag = 0; bag < options.Bags; bag++)
        {
            var selected = Select(options.Bags == 1 ? [.. Enumerable.Range(0, count)] : Bag(bag));
            total = [.. total.Zip(selected, (a, b) => a + b)];
        }

        return total;
    }

    /// <summary>Selects from some members. What counts is where the loss was lowest on the way, with the fewest members of equal ones.</summary>
    private int[] Select(int[] candidates)
    {
        var (selected, lowest) = options.SortedStart ? SortedStart(candidates) : (new int[count], double.PositiveInfinity);
        var best = selected;
        for (var round = 0; round < options.Rounds; round++)
        {
            var (next, value) = candidates.Select(m => With(selected, m)).Select(s => (Selected: s, Loss: loss(s))).MinBy(s => s.Loss);
            if (value < lowest)
            {
                (best, lowest) = (next, value);
            }

            selected = next;
        }

        return best;
    }

    /// <summary>The best members alone, as many as make the best mean.</summary>
    private (int[] Selected, double Loss) SortedStart(int[] candidates)
    {
        var selected = new int[count];
        var starts = new List<(int[] Selected, double Loss)>();
        foreach (var member in candidates.OrderBy(m => loss(With(new int[count], m))))
        {
            selected = With(selected, member);
            starts.Add((selected, loss(selected)));
        }

        return starts.MinBy(s => s.Loss);
    }

    private int[] Bag(int bag)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(options.Seed);
        using var generator = randomness.Fresh("bag", bag);
        var size = Math.Max(1, (int)Math.Round(options.Share * count));
        return [.. randperm(count, int64, generator: generator).data<long>().ToArray().Take(size).Select(m => (int)m).Order()];
    }

    private static int[] With(int[] selected, int member) => [.. selected.Select((n, m) => m == member ? n + 1 : n)];
}
