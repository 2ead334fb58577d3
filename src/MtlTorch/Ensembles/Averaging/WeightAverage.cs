using MtlTorch.Tasks;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Averaging;

/// <summary>Averages the weights of models of the same architecture into one model.</summary>
public static class WeightAverage
{
    /// <summary>Writes the weighted mean of parameters and buffers into a model. Counters are those of the first member.</summary>
    /// <param name="target">A model of the same architecture; it may be one of the members.</param>
    /// <param name="members">The models.</param>
    /// <param name="weights">A weight for each; they sum to 1.</param>
    /// <exception cref="ArgumentException">The architectures differ.</exception>
    public static void Take(MultiTaskModel target, IReadOnlyList<MultiTaskModel> members, IReadOnlyList<double> weights)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var states = members.Select(m => m.state_dict()).ToList();
        foreach (var (name, tensor) in target.state_dict())
        {
            if (Misfit(name, tensor, states) is { } problem)
            {
                throw new ArgumentException(problem);
            }

            using var inner = NewDisposeScope();
            tensor.copy_(tensor.is_floating_point()
                ? states.Zip(weights, (state, w) => state[name].to(float64) * w).Aggregate((a, b) => a + b)
                : states[0][name]);
        }
    }

    /// <summary>Why models cannot be averaged; null if they can.</summary>
    public static string? Misfit(MultiTaskModel first, MultiTaskModel other)
    {
        var states = new[] { other.state_dict() };
        return first.state_dict().Select(p => Misfit(p.Key, p.Value, states)).FirstOrDefault(p => p is not null)
            ?? (states[0].Keys.Except(first.state_dict().Keys).FirstOrDefault() is { } extra ? $"only one of them has '{extra}'." : null);
    }

    /// <summary>Weights of an exponential moving average that begins with the first of some snapshots.</summary>
    /// <param name="count">Number of snapshots, oldest first.</param>
    /// <param name="decay">Share that is left of the average at each further one.</param>
    public static double[] MovingWeights(int count, double decay) =>
        [.. Enumerable.Range(0, count).Select(k => Math.Pow(decay, count - 1 - k) * (k == 0 ? 1 : 1 - decay))];

    private static string? Misfit(string name, Tensor tensor, IEnumerable<Dictionary<string, Tensor>> states) =>
        states.All(s => s.TryGetValue(name, out var other) && other.shape.SequenceEqual(tensor.shape)) ? null : $"'{name}' is not in all of them with the same shape.";
}
