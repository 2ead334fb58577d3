using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>A convolution over sequences.</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(
        long in_channels, long out_channels, ConvolutionGeometry geometry, long groups, bool bias, PaddingModes padding_mode,
        Device device, ScalarType? dtype)
        : base(nameof(Conv1d), in_channels, out_channels, geometry, groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        RequireShape(input, 1);
        if (padding_mode != PaddingModes.Zeros)
        {
            using var padded = F.pad(input, BorderToPad, padding_mode);
            return F.conv1d(padded, _weight, _bias, stride[0], 0, dilation[0], groups);
        }
        return padding_type is { } type
            ? F.conv1d_padding(input, _weight, _bias, stride[0], type, dilation[0], groups)
            : F.conv1d(input, _weight, _bias, stride[0], padding[0], dilation[0], groups);
    }
}
