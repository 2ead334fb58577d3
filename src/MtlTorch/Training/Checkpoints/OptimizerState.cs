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

    private static (string Name, torch.Tensor? Tensor)[] Tensors(TorchSharp.Modules.OptimizerState state) => state switch
    {
        SGD.State s => [("momentum_buffer", s.momentum_buffer)],
        Adam.State s => [("exp_avg", s.exp_avg), ("exp_avg_sq", s.exp_avg_sq), ("max_exp_avg_sq", s.max_exp_avg_sq)],
        AdamW.State s => [("exp_avg", s.exp_avg), ("exp_avg_sq", s.exp_avg_sq), ("max_exp_avg_sq", s.max_exp_avg_sq)],
        _ => throw new ArgumentException($"No checkpoint format is known for the optimizer state {state.GetType().Name}."),
    };
}
