using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>A transposed convolution over images.</summary>
public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(
        long in_channels, long out_channels, ConvolutionGeometry geometry, long groups, bool bias, PaddingModes padding_mode,
        Device device, ScalarType? dtype)
        : base(nameof(ConvTranspose2d), in_channels, out_channels, geometry, groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[] output_size)
    {
        RequireShape(input, 2);
        return F.conv_transpose2d(input, _weight, _bias, stride, padding, OutputPaddingFor(input, output_size), dilation, groups);
    }
}
