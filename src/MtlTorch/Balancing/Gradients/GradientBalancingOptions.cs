namespace MtlTorch.Balancing.Gradients;

/// <summary>Methods that look at the tasks' gradients.</summary>
public abstract record GradientBalancingOptions : BalancingOptions, ISelfChecking
{
    /// <summary>
    /// Whose gradients: the shared parameters' (T backward passes through the trunk), or those of the shared representation,
    /// an upper bound that costs a single backward pass through the trunk.
    /// </summary>
    public GradientSource Gradients { get; init; } = GradientSource.Shared;

    /// <summary>Why the method cannot work on the representation's gradients; null if it can.</summary>
    protected virtual string? NotOnRepresentation => null;

    /// <inheritdoc/>
    public virtual IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Gradients == GradientSource.Representation && NotOnRepresentation is { } reason)
        {
            yield return ("gradients", $"this method needs the gradients of the shared parameters: {reason} Use \"shared\".");
        }
    }
}
