using MtlTorch.Balancing;

namespace MtlTorch.Training.Scaling;

/// <summary>What a balancing method remembered before a step, should the step be left out.</summary>
internal sealed class MethodMemory : IDisposable
{
    private readonly IStateful method;
    private readonly IReadOnlyDictionary<string, torch.Tensor> state;

    private MethodMemory(IStateful method)
    {
        this.method = method;
        state = method.Save();
    }

    /// <summary>The memory of a method; null if it has none.</summary>
    public static MethodMemory? Of(IBalancingMethod method) => method is IStateful stateful ? new MethodMemory(stateful) : null;

    /// <summary>Puts it back.</summary>
    public void Restore() => method.Load(state);

    /// <summary>Forgets it.</summary>
    public void Dispose()
    {
        foreach (var tensor in state.Values)
        {
            tensor.Dispose();
        }
    }
}
