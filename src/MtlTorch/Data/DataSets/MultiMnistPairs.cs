using MtlTorch.Tensors;

namespace MtlTorch.Data.DataSets;

/// <summary>Which digit stands on the right of which.</summary>
internal static class MultiMnistPairs
{
    /// <summary>For each row the number of its partner, Int64 [N].</summary>
    /// <param name="labels">The digits, Int64 [N].</param>
    /// <param name="split">The split that they belong to; each has draws of its own.</param>
    /// <param name="options">Seed, and whether the digits of a pair must differ.</param>
    /// <exception cref="InvalidOptionException">All digits are the same although pairs must differ.</exception>
    public static torch.Tensor Draw(torch.Tensor labels, SplitName split, MultiMnistOptions options)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(options.Seed);
        using var generator = randomness.Fresh("multi-mnist pairs", (long)split);
        var partners = torch.randperm(labels.numel(), torch.int64, torch.CPU, generator: generator);
        if (options.DistinctDigits && labels.numel() > 0)
        {
            Separate(partners, labels, generator);
        }

        return partners.MoveToOuterDisposeScope();
    }

    /// <summary>Draws partners anew, from all rows, where they carry the same digit, until none does.</summary>
    private static void Separate(torch.Tensor partners, torch.Tensor labels, torch.Generator generator)
    {
        if (labels.eq(labels[0]).all().item<bool>())
        {
            throw new InvalidOptionException("distinctDigits", "all digits of a split are the same, so no pair can differ.");
        }

        while (true)
        {
            using var scope = torch.NewDisposeScope();
            var same = labels.eq(labels.index_select(0, partners)).nonzero().flatten();
            if (same.numel() == 0)
            {
                return;
            }

            var drawn = torch.randint(0, labels.numel(), [same.numel()], torch.int64, generator: generator);
            partners.index_copy_(0, same, drawn);
        }
    }
}
