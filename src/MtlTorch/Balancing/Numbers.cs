namespace MtlTorch.Balancing;

/// <summary>Numbers per task, in and out of tensors.</summary>
internal static class Numbers
{
    /// <summary>The numbers [T] as a tensor of another one's type, on its device.</summary>
    public static torch.Tensor Like(this double[] numbers, torch.Tensor other) => torch.tensor(numbers, dtype: other.dtype, device: other.device);

    /// <summary>The elements of a tensor of any type and device.</summary>
    public static double[] ToDoubles(this torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.to(torch.float64).cpu().data<double>().ToArray();
    }
}
