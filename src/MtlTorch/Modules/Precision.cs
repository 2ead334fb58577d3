namespace MtlTorch.Modules;

/// <summary>In which numbers linear layers and convolutions compute. Whatever lasts stays in 32 bits: parameters, gradients, moments, normalizations, losses, metrics.</summary>
public enum Precision
{
    /// <summary>32 bits: 8 for the exponent, 24 for the digits.</summary>
    Fp32,

    /// <summary>16 bits with the range of fp32 and 8 bits of digits (bfloat16). Fast on processors and GPUs that have it.</summary>
    Bf16,

    /// <summary>16 bits with 11 bits of digits, from 6e-8 to 65,504 (half). For GPUs; losses are scaled, so that small gradients do not vanish.</summary>
    Fp16,
}

/// <summary>Between the numbers that last and those that a layer computes in.</summary>
internal static class PrecisionExtensions
{
    /// <summary>The type of the numbers; null where nothing is to be cast.</summary>
    public static torch.ScalarType? LowType(this Precision precision) => precision switch
    {
        Precision.Bf16 => torch.ScalarType.BFloat16,
        Precision.Fp16 => torch.ScalarType.Float16,
        _ => null,
    };

    /// <summary>The same numbers in 32 bits, if they are in 16; the same object otherwise.</summary>
    public static torch.Tensor Full(this torch.Tensor tensor) =>
        tensor.dtype is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 ? tensor.to(torch.ScalarType.Float32) : tensor;

    /// <summary>The same numbers in another type; the same object if that is theirs.</summary>
    public static torch.Tensor As(this torch.Tensor tensor, torch.ScalarType type) => tensor.dtype == type ? tensor : tensor.to(type);
}
