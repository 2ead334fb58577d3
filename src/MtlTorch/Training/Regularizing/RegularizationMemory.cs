namespace MtlTorch.Training.Regularizing;

/// <summary>What several regularizers remember, each name with the regularizer before it.</summary>
internal sealed class RegularizationMemory : IStateful
{
    private readonly IReadOnlyList<(string Name, IStateful State)> parts;

    private RegularizationMemory(IReadOnlyList<(string Name, IStateful State)> parts) => this.parts = parts;

    /// <summary>The memory of those that have one; null if none has.</summary>
    public static RegularizationMemory? Of(IReadOnlyList<(string Name, IStateful? State)> parts) =>
        parts.Where(p => p.State is not null).Select(p => (p.Name, p.State!)).ToList() is { Count: > 0 } found ? new RegularizationMemory(found) : null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => parts.SelectMany(p => p.State.Save().Select(s => KeyValuePair.Create($"{p.Name}/{s.Key}", s.Value))).ToDictionary();

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        foreach (var (name, part) in parts)
        {
            var prefix = name + "/";
            part.Load(state.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(s => s.Key[prefix.Length..], s => s.Value));
        }
    }
}
