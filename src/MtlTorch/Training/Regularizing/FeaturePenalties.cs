using MtlTorch.Modules;
using MtlTorch.Regularizers;

namespace MtlTorch.Training.Regularizing;

/// <summary>The penalties of the features, with their latest values, which checkpoints keep for the record of an epoch that is not yet written.</summary>
internal sealed class FeaturePenalties(IReadOnlyList<(string Name, IFeaturePenalty Penalty)> penalties, IReadOnlyList<string> tasks) : IStateful, IDisposable
{
    private readonly torch.Tensor?[] last = new torch.Tensor?[penalties.Count];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => penalties.Count == 0;

    /// <summary>Their sum, a scalar; null for none.</summary>
    /// <param name="representations">What the heads of consecutive tasks get.</param>
    /// <param name="first">Number of the first of these tasks.</param>
    public torch.Tensor? Of(IReadOnlyList<Representation> representations, int first)
    {
        if (IsEmpty)
        {
            return null;
        }

        var features = representations.Select((r, i) => KeyValuePair.Create(tasks[first + i], r.Features)).ToDictionary();
        torch.Tensor? sum = null;
        foreach (var (i, (_, penalty)) in penalties.Index())
        {
            if (penalty.Of(features) is { } value)
            {
                last[i]?.Dispose();
                last[i] = value.detach().DetachFromDisposeScope();
                sum = sum is null ? value : sum + value;
            }
        }

        return sum;
    }

    /// <summary>The latest values by name; none of those that have not been taken yet.</summary>
    public IEnumerable<KeyValuePair<string, double>> Last() =>
        penalties.Zip(last).Where(p => p.Second is not null).Select(p => KeyValuePair.Create(p.First.Name, p.Second!.to(torch.float64).item<double>())).ToList();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => penalties.Zip(last).Where(p => p.Second is not null).ToDictionary(p => p.First.Name, p => p.Second!.clone());

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        foreach (var (i, (name, _)) in penalties.Index())
        {
            last[i]?.Dispose();
            last[i] = state.TryGetValue(name, out var value) ? value.clone().DetachFromDisposeScope() : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in last)
        {
            value?.Dispose();
        }
    }
}
