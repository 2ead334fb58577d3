using MtlTorch.Modules;
using MtlTorch.Tensors;

namespace MtlTorch.Tests;

/// <summary>Small things to test with.</summary>
internal static class Some
{
    /// <summary>A run on the CPU.</summary>
    public static ModuleContext Context(long seed = 1) => new(new Randomness(seed), torch.CPU);
}
