namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>Which trials are ended early.</summary>
public abstract record PrunerOptions
{
    /// <summary>Makes the pruner.</summary>
    /// <param name="epochs">Epochs of a whole trial.</param>
    /// <exception cref="InvalidOptionException">Its options do not go with so many epochs.</exception>
    public abstract IPruner Create(int epochs);
}
