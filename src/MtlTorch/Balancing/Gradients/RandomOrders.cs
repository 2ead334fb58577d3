namespace MtlTorch.Balancing.Gradients;

/// <summary>The orders in which tasks meet each other, drawn anew each time.</summary>
/// <param name="context">The run.</param>
internal sealed class RandomOrders(BalancingContext context)
{
    private readonly torch.Generator generator = context.Randomness.Stream("balancing");

    /// <summary>All tasks but one, in random order.</summary>
    public IReadOnlyList<int> Others(int task)
    {
        using var scope = torch.NewDisposeScope();
        return [.. torch.randperm(context.Tasks, generator: generator).data<long>().ToArray().Select(other => (int)other).Where(other => other != task)];
    }
}
