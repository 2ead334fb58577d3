using MtlTorch.Balancing;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing.Gradients;

/// <summary>Runs to make methods for.</summary>
internal static class Contexts
{
    public static BalancingContext Of(int tasks, long seed = 1) => new(tasks, new Randomness(seed), torch.CPU);
}
