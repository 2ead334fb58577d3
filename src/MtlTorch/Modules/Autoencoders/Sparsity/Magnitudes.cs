using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>What a penalty on activations measures them by.</summary>
internal static class Magnitudes
{
    /// <summary>
    /// Absolute activations [N, units], times the lengths of the units' directions if wanted: then a penalty cannot be evaded by small
    /// activations of long directions.
    /// </summary>
    public static Tensor Of(Tensor code, CodeDecoder decoder, bool weighted)
    {
        using var scope = NewDisposeScope();
        var magnitudes = code.abs();
        return (weighted ? magnitudes * decoder.Norms() : magnitudes).MoveToOuterDisposeScope();
    }
}
