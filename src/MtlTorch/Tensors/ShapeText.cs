namespace MtlTorch.Tensors;

/// <summary>Shapes as a reader expects them in messages.</summary>
public static class ShapeText
{
    /// <summary>For example "[256, 1, 28, 28]".</summary>
    public static string Format(params IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
