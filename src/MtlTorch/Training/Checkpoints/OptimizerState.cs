using MtlTorch.Tensors;
using TorchSharp.Modules;

namespace MtlTorch.Training.Checkpoints;

/// <summary>What an optimizer remembers, as named tensors and numbers.</summary>
internal static class OptimizerState
{
    /// <summary>The tensors of each parameter's state, named "INDEX.NAME" with TorchSharp's names; those not yet there are left out.</summary>
    public static IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors(OptimizerHelper optimizer) =>
        optimizer.state_dict().State.SelectMany((state, i) => Tensors(state)
            .Where(t => t.Tensor is not null)
            .Select(t => KeyValuePair.Create($"{i}.{t.Name}", t.Tensor!)));

    /// <summary>The tensors of one parameter's state that are there already.</summary>
    public static IEnumerable<torch.Tensor> Moments(TorchSharp.Modules.OptimizerState state) => Tensors(state).Select(t => t.Tensor).OfType<torch.Tensor>();

    /// <summary>How many steps each parameter's state counts; 0 for optimizers that do not count.</summary>
    public static IReadOnlyList<long> Steps(OptimizerHelper optimizer) =>
    [
        .. optimizer.state_dict().State.Select(state => state switch
        {
            Adam.State adam => adam.step,
            AdamW.State adamW => adamW.step,
            _ => 0,
        }),
    ];

    /// <summary>What is wrong with a saved state, for an optimizer; null if it fits.</summary>
    public static string? Misfit(OptimizerHelper optimizer, IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyList<long> steps)
    {
        var states = optimizer.state_dict().State;
        if (steps.Count != states.Count)
        {
            return $"it counts the steps of {steps.Count} parameters, the optimizer has {states.Count}.";
        }

        foreach (var (i, state) in states.Index())
        {
            var shape = optimizer.parameters().ElementAt(i).shape;
            foreach (var (name, own) in Tensors(state))
            {
                var found = tensors.GetValueOrDefault($"{i}.{name}");
                if (own is not null && found is null)
                {
                    return $"'{i}.{name}' is missing: the checkpoint is of another optimizer.";
                }

                if (found is not null && !found.shape.SequenceEqual(shape))
                {
                    return $"'{i}.{name}' is {ShapeText.Format(found.shape)}, the parameters are {ShapeText.Format(shape)}.";
                }
            }
        }

        var known = states.SelectMany((state, i) => Tensors(state).Select(t => $"{i}.{t.Name}"));
        return tensors.Keys.Except(known).FirstOrDefault() is { } other ? $"'{other}' is unknown: the checkpoint is of another optimizer." : null;
    }

    /// <summary>
    /// Puts back what <see cref="Tensors(OptimizerHelper)"/> and <see cref="Steps"/> gave. The states that an optimizer lists are
    /// the ones that it works on: they are changed in place, because TorchSharp's own loading knows its own file format only.
    /// </summary>
    /// <param name="optimizer">An optimizer of the same kind over the same parameters.</param>
    /// <param name="tensors">The tensors, on any device; they belong to the caller.</param>
    /// <param name="steps">The counters.</param>
    public static void Load(OptimizerHelper optimizer, IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyList<long> steps)
    {
        using var frozen = torch.no_grad();
        foreach (var (i, state) in optimizer.state_dict().State.Index())
        {
            var device = optimizer.parameters().ElementAt(i).device;
            torch.Tensor? Fresh(string name, torch.Tensor? old)
            {
                old?.Dispose();
                return tensors.TryGetValue($"{i}.{name}", out var found) ? found.to(device).clone().DetachFromDisposeScope() : null;
            }

            switch (state)
            {
                case SGD.State s:
                    s.momentum_buffer = Fresh(nameof(s.momentum_buffer), s.momentum_buffer);
                    break;
                case Adam.State s:
                    (s.step, s.exp_avg, s.exp_avg_sq) = (steps[i], Fresh(nameof(s.exp_avg), s.exp_avg), Fresh(nameof(s.exp_avg_sq), s.exp_avg_sq));
                    s.max_exp_avg_sq = Fresh(nameof(s.max_exp_avg_sq), s.max_exp_avg_sq);
                    break;
                case AdamW.State s:
                    (s.step, s.exp_avg, s.exp_avg_sq) = (steps[i], Fresh(nameof(s.exp_avg), s.exp_avg), Fresh(nameof(s.exp_avg_sq), s.exp_avg_sq));
                    s.max_exp_avg_sq = Fresh(nameof(s.max_exp_avg_sq), s.max_exp_avg_sq);
                    break;
            }
        }

        if (!Steps(optimizer).SequenceEqual(steps))
        {
            throw new ArgumentException("The optimizer did not take over its counters.", nameof(steps));
        }
    }

    private static (string Name, torch.Tensor? Tensor)[] Tensors(TorchSharp.Modules.OptimizerState state) => state switch
    {
        SGD.State s => [("momentum_buffer", s.momentum_buffer)],
        Adam.State s => [("exp_avg", s.exp_avg), ("exp_avg_sq", s.exp_avg_sq), ("max_exp_avg_sq", s.max_exp_avg_sq)],
        AdamW.State s => [("exp_avg", s.exp_avg), ("exp_avg_sq", s.exp_avg_sq), ("max_exp_avg_sq", s.max_exp_avg_sq)],
        _ => throw new ArgumentException($"No checkpoint format is known for the optimizer state {state.GetType().Name}."),
    };
}
