using MtlTorch.Tensors;

namespace MtlTorch.Balancing;

/// <summary>What a balancing method is made for.</summary>
/// <param name="Tasks">Number of tasks T.</param>
/// <param name="Randomness">Source of random numbers.</param>
/// <param name="Device">Where losses and gradients are.</param>
public sealed record BalancingContext(int Tasks, Randomness Randomness, torch.Device Device);
