using MtlTorch.Tensors;

namespace MtlTorch.Modules;

/// <summary>What modules need from the run that they are built for.</summary>
/// <param name="Randomness">Source of initial weights and of draws during training.</param>
/// <param name="Device">Where the model will compute.</param>
public sealed record ModuleContext(Randomness Randomness, torch.Device Device)
{
    /// <summary>The generator of <paramref name="purpose"/>, on the CPU.</summary>
    public torch.Generator Generator(string purpose) => Randomness.Stream(purpose);
}
