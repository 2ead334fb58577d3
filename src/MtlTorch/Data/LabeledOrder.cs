using MtlTorch.Tensors;

namespace MtlTorch.Data;

/// <summary>
/// An endless sequence of the labeled rows: permutation after permutation, the k-th drawn from (seed, k) alone. At any place
/// no row has come more than once oftener than another.
/// </summary>
/// <param name="randomness">The random numbers of the run.</param>
/// <param name="rows">Numbers of the labeled rows, at least one.</param>
internal sealed class LabeledOrder(Randomness randomness, long[] rows)
{
    /// <summary>A stretch of the sequence, Int64 [count] on the CPU.</summary>
    /// <param name="start">Place of its first row, from 0.</param>
    /// <param name="count">Its length.</param>
    public torch.Tensor Stretch(long start, long count)
    {
        using var scope = torch.NewDisposeScope();
        if (count == 0)
        {
            return torch.empty([0L], torch.int64).MoveToOuterDisposeScope();
        }

        var (first, last) = (start / rows.LongLength, (start + count - 1) / rows.LongLength);
        var places = new List<torch.Tensor>();
        for (var k = first; k <= last; k++)
        {
            using var generator = randomness.Fresh("order of the labeled rows", k);
            places.Add(torch.randperm(rows.LongLength, torch.int64, torch.CPU, generator: generator));
        }

        var stretch = torch.cat(places).narrow(0, start - (first * rows.LongLength), count);
        return torch.tensor(rows).index_select(0, stretch).MoveToOuterDisposeScope();
    }
}
