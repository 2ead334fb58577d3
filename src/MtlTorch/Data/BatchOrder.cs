using MtlTorch.Tensors;

namespace MtlTorch.Data;

/// <summary>
/// The order of the training rows: a permutation drawn anew for each epoch from (seed, epoch) alone. Labeled rows may be added
/// to each batch, where most rows have no label; these are drawn in turn from (seed, epoch, batch), through all epochs, so that
/// after any batch none was added more than once oftener than another.
/// </summary>
public sealed class BatchOrder
{
    private readonly Randomness randomness;
    private readonly long rows;
    private readonly long batchSize;
    private readonly long added;
    private readonly LabeledOrder? labeled;

    /// <summary>Draws nothing yet.</summary>
    /// <param name="randomness">The random numbers of the run.</param>
    /// <param name="rows">Number of rows N.</param>
    /// <param name="batchSize">Rows per batch, from 1, without those that are added.</param>
    /// <param name="dropLast">Leave out a last batch that is smaller than the others.</param>
    /// <param name="labeled">Numbers of the labeled rows; at least one if any are to be added.</param>
    /// <param name="labeledPerBatch">Labeled rows that are added to each batch; 0 for none.</param>
    public BatchOrder(Randomness randomness, long rows, long batchSize, bool dropLast, IReadOnlyList<long>? labeled = null, long labeledPerBatch = 0)
    {
        this.randomness = randomness;
        this.rows = rows;
        this.batchSize = batchSize;
        Count = dropLast ? rows / batchSize : (rows + batchSize - 1) / batchSize;
        if (labeledPerBatch > 0)
        {
            added = labeledPerBatch;
            this.labeled = labeled is { Count: > 0 }
                ? new LabeledOrder(randomness, [.. labeled])
                : throw new ArgumentException("There are no labeled rows to add.", nameof(labeled));
        }
    }

    /// <summary>Number of batches per epoch.</summary>
    public long Count { get; }

    /// <summary>
    /// The row numbers in the order of <paramref name="epoch"/>, Int64: a permutation of all N, and after the rows of each
    /// batch those that are added to it.
    /// </summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="device">Where the numbers are to lie; they are drawn on the CPU, so that every device has the same order.</param>
    public torch.Tensor Permutation(long epoch, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = randomness.Fresh("batch order", epoch);
        var permutation = torch.randperm(rows, torch.int64, torch.CPU, generator: generator);
        return (labeled is null ? permutation : WithLabeled(permutation, labeled, epoch)).SentTo(device).MoveToOuterDisposeScope();
    }

    /// <summary>The rows of one batch, a view of the permutation.</summary>
    /// <param name="permutation">What <see cref="Permutation"/> gave.</param>
    /// <param name="batch">Number of the batch, from 0.</param>
    public torch.Tensor Rows(torch.Tensor permutation, long batch) =>
        permutation.narrow(0, batch * (batchSize + added), Math.Min(batchSize, rows - (batch * batchSize)) + added);

    private torch.Tensor WithLabeled(torch.Tensor permutation, LabeledOrder order, long epoch)
    {
        var drawn = order.Stretch((epoch - 1) * Count * added, Count * added);
        var full = Math.Min(Count, rows / batchSize);
        var batches = torch.cat(
            [permutation.narrow(0, 0, full * batchSize).view(full, batchSize), drawn.narrow(0, 0, full * added).view(full, added)], 1);
        var rest = rows - (full * batchSize);
        return full == Count
            ? batches.flatten()
            : torch.cat([batches.flatten(), permutation.narrow(0, rows - rest, rest), drawn.narrow(0, full * added, added)]);
    }
}
