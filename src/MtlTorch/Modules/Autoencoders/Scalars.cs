using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>Scalar tensors as numbers, whatever element type moving a module gave its buffers.</summary>
internal static class Scalars
{
    public static long Whole(this Tensor scalar)
    {
        using var scope = NewDisposeScope();
        return scalar.to(ScalarType.Int64).item<long>();
    }

    public static double Number(this Tensor scalar)
    {
        using var scope = NewDisposeScope();
        return scalar.detach().to(ScalarType.Float64).item<double>();
    }
}
