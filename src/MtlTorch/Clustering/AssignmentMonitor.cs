namespace MtlTorch.Clustering;

/// <summary>DEC's reason to stop: hardly any row changes its cluster between two looks at all rows.</summary>
/// <param name="tolerance">Share of changed rows at or below which clusters have settled; DEC and IDEC have 0.1 %.</param>
[Paper("Xie et al. 2016, Unsupervised Deep Embedding for Clustering Analysis", "https://arxiv.org/abs/1511.06335", Place = "section 3.3")]
public sealed class AssignmentMonitor(double tolerance = 0.001) : IDisposable
{
    private torch.Tensor? before;

    /// <summary>Share of the rows that changed between the last two looks, from 0 to 1; 1 at the first.</summary>
    public double Changed { get; private set; } = 1;

    /// <summary>Whether so few changed that training may stop.</summary>
    public bool Settled { get; private set; }

    /// <summary>Takes a look.</summary>
    /// <param name="assigned">Cluster of each row, Int64 [N], the rows in the same order at each look.</param>
    /// <returns><see cref="Changed"/>.</returns>
    /// <exception cref="ArgumentException">There are not as many rows as before.</exception>
    public double Look(torch.Tensor assigned)
    {
        using var scope = torch.NewDisposeScope();
        if (before is not null)
        {
            if (assigned.numel() != before.numel())
            {
                throw new ArgumentException($"There were {before.numel()} rows before and are {assigned.numel()} now; look at the same rows.", nameof(assigned));
            }

            Changed = assigned.ne(before).to(torch.float64).mean().item<double>();
            Settled = Changed <= tolerance;
            before.Dispose();
        }

        before = assigned.detach().clone().DetachFromDisposeScope();
        return Changed;
    }

    /// <summary>Disposes of the last assignments.</summary>
    public void Dispose() => before?.Dispose();
}
