namespace MtlTorch.Balancing.Gradients;

/// <summary>Numbers between <see cref="IStateful"/>'s tensors and the arrays that methods compute with.</summary>
internal static class RememberedNumbers
{
    /// <summary>A tensor [N] of doubles on the CPU.</summary>
    public static torch.Tensor Save(double[] numbers) => torch.tensor(numbers, dtype: torch.float64);

    /// <summary>The numbers of a tensor on any device.</summary>
    public static double[] Load(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.to(torch.float64).cpu().data<double>().ToArray();
    }
}
