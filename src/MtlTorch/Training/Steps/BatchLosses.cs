using MtlTorch.Balancing;
using MtlTorch.Training.Replicas;

namespace MtlTorch.Training.Steps;

/// <summary>The tasks' losses of a batch, put together from those of its shards.</summary>
internal sealed class BatchLosses
{
    /// <summary>Puts them together, and tells the shards what they count.</summary>
    /// <param name="shards">The shards; their losses are found.</param>
    public BatchLosses(IReadOnlyList<Shard> shards)
    {
        using var frozen = torch.no_grad();
        var tasks = shards[0].Losses.Length;
        long[] labeled = [.. Enumerable.Range(0, tasks).Select(task => shards.Sum(s => s.Labeled[task]))];
        foreach (var shard in shards)
        {
            shard.Shares = [.. shard.Labeled.Zip(labeled, (own, all) => all == 0 ? 1 : (double)own / all)];
        }

        Present = PresentTasks.Where(Enumerable.Range(0, tasks).Select(task => shards.Any(s => s.Losses[task] is not null)));
        var dtype = shards.SelectMany(s => s.Losses).FirstOrDefault(loss => loss is not null)?.dtype ?? torch.float32;
        Values = torch.stack(Enumerable.Range(0, tasks).Select(task => Mean(shards, task, dtype)));
    }

    /// <summary>The tasks' mean losses of all rows with a label [T], detached; 0 for silent tasks.</summary>
    public torch.Tensor Values { get; }

    /// <summary>
    /// The tasks whose losses they are. The others are silent: no row has a label, or there is nothing to hold their loss against yet.
    /// </summary>
    public PresentTasks Present { get; }

    private static torch.Tensor Mean(IReadOnlyList<Shard> shards, int task, torch.ScalarType dtype)
    {
        torch.Tensor? sum = null;
        foreach (var shard in shards)
        {
            if (shard.Losses[task]?.detach() is { } loss)
            {
                var part = shard.Shares[task] == 1 ? loss : loss.to(shards[0].Replica.Parameters.Values.device) * shard.Shares[task];
                sum = sum is null ? part : sum + part;
            }
        }

        return sum ?? torch.zeros([], dtype, shards[0].Replica.Parameters.Values.device);
    }
}
