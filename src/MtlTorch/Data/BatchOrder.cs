using MtlTorch.Tensors;

namespace MtlTorch.Data;

/// <summary>The order of the training rows: a permutation drawn anew for each epoch from (seed, epoch) alone.</summary>
/// <param name="randomness">The random numbers of the run.</param>
/// <param name="rows">Number of rows N.</param>
/// <param name="batchSize">Rows per batch, from 1.</param>
/// <param name="dropLast">Leave out a last batch that is smaller than the others.</param>
public sealed class BatchOrder(Randomness randomness, long rows, long batchSize, bool dropLast)
{
    /// <summary>Number of batches per epoch.</summary>
    public long Count { get; } = dropLast ? rows / batchSize : (rows + batchSize - 1) / batchSize;

    /// <summary>All row numbers Int64 [N] in the order of <paramref name="epoch"/>.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="device">Where the numbers are to lie; they are drawn on the CPU, so that every device has the same order.</param>
    public torch.Tensor Permutation(long epoch, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = randomness.Fresh("batch order", epoch);
        return torch.randperm(rows, torch.int64, torch.CPU, generator: generator).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>The rows of one batch, a view of the permutation.</summary>
    /// <param name="permutation">What <see cref="Permutation"/> gave.</param>
    /// <param name="batch">Number of the batch, from 0.</param>
    public torch.Tensor Rows(torch.Tensor permutation, long batch)
    {
        var start = batch * batchSize;
        return permutation.narrow(0, start, Math.Min(batchSize, rows - start));
    }
}
