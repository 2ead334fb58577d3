namespace MtlTorch.Balancing;

/// <summary>A method that keeps tensors from step to step, and nothing else.</summary>
public abstract class RememberingMethod : IStateful, IDisposable
{
    private readonly Dictionary<string, torch.Tensor> kept = [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => kept.ToDictionary(k => k.Key, k => k.Value.clone());

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        Dispose();
        foreach (var (name, tensor) in state)
        {
            kept[name] = tensor.clone().DetachFromDisposeScope();
        }
    }

    /// <summary>Disposes of what is kept.</summary>
    public void Dispose()
    {
        foreach (var tensor in kept.Values)
        {
            tensor.Dispose();
        }

        kept.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>What was kept under a name, on the device of the work; a first value where nothing was.</summary>
    private protected torch.Tensor Recall(string name, torch.Device device, Func<torch.Tensor> first)
    {
        if (!kept.TryGetValue(name, out var tensor))
        {
            return first();
        }

        // Loaded state may come from another device.
        return tensor.to(device);
    }

    /// <summary>Keeps a tensor in the place of the one before.</summary>
    private protected void Keep(string name, torch.Tensor tensor)
    {
        var fresh = tensor.alias().DetachFromDisposeScope();
        kept.GetValueOrDefault(name)?.Dispose();
        kept[name] = fresh;
    }
}
