namespace TorchSharp.Modules;

/// <summary>What transposed convolutions have in common: the choice among the output sizes that a stride leaves open.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(
        string name, long in_channels, long out_channels, ConvolutionGeometry geometry, long groups, bool bias, PaddingModes padding_mode,
        Device device, ScalarType? dtype) : base(name, in_channels, out_channels, geometry, groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => forward(input, null);

    public abstract Tensor forward(Tensor input, long[] output_size);

    /// <summary>The padding of the output that leads to the size wanted; null for the module's own.</summary>
    private protected long[] OutputPaddingFor(Tensor input, long[] output_size)
    {
        if (output_size is null)
            return output_padding;
        int dimensions = kernel_size.Length;
        var inputSize = input.shape[^dimensions..];
        if (output_size.Length != dimensions && output_size.Length != input.dim())
            throw new ArgumentException($"output_size should have {dimensions} or {input.dim()} entries. Found {output_size.Length}.");
        var wanted = output_size[^dimensions..];
        var outputPadding = new long[dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            long smallest = ((inputSize[i] - 1) * stride[i]) - (2 * padding[i]) + (dilation[i] * (kernel_size[i] - 1)) + 1;
            outputPadding[i] = wanted[i] - smallest;
            if (outputPadding[i] < 0 || outputPadding[i] >= stride[i])
                throw new ArgumentException(
                    $"output_size should lie between {smallest} and {smallest + stride[i] - 1} in dimension {i}. Found {wanted[i]}.");
        }
        return outputPadding;
    }
}
