namespace MtlTorch.Balancing;

/// <summary>How the tasks are balanced.</summary>
public abstract record BalancingOptions
{
    /// <summary>Makes the method.</summary>
    /// <exception cref="InvalidOptionException">An option does not fit the number of tasks.</exception>
    public abstract IBalancingMethod Build(BalancingContext context);
}
