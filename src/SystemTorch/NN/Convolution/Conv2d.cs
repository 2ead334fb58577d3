using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>A convolution over images.</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(
        long in_channels, long out_channels, ConvolutionGeometry geometry, long groups, bool bias, PaddingModes padding_mode,
        Device device, ScalarType? dtype)
        : base(nameof(Conv2d), in_channels, out_channels, geometry, groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        RequireShape(input, 2);
        if (padding_mode != PaddingModes.Zeros)
        {
            using var padded = F.pad(input, BorderToPad, padding_mode);
            return F.conv2d(padded, _weight, _bias, stride, [0, 0], dilation, groups);
        }
        return padding_type is { } type
            ? F.conv2d_padding(input, _weight, _bias, stride, type, dilation, groups)
            : F.conv2d(input, _weight, _bias, stride, padding, dilation, groups);
    }
}
