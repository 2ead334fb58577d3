namespace MtlTorch.Modules;

/// <summary>A module that draws its initial weights itself, because it wants others than PyTorch's.</summary>
public interface IDrawsWeights
{
    /// <summary>Draws them. No gradient is recorded.</summary>
    /// <param name="generator">Where the numbers come from, on the CPU, where the module lies.</param>
    void Draw(torch.Generator generator);
}
