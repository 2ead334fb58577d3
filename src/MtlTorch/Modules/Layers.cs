using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>
/// Linear layers and convolutions that compute in the precision of the run. In fp32 they are TorchSharp's own. In 16 bits they have the same parameters under the same
/// names, and give 16 bits: activations, pooling and dropout go on in those, and whoever needs more asks for <see cref="PrecisionExtensions.Full"/>.
/// </summary>
internal static class Layers
{
    /// <summary>x W^T + b.</summary>
    /// <param name="context">The run.</param>
    /// <param name="inputs">Features of the input.</param>
    /// <param name="outputs">Features of the output.</param>
    public static nn.Module<Tensor, Tensor> Linear(ModuleContext context, long inputs, long outputs) =>
        context.Precision.LowType() is { } type ? new CastLinear(type, inputs, outputs) : nn.Linear(inputs, outputs);

    /// <summary>A convolution over images with square filters.</summary>
    /// <param name="context">The run.</param>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Height and width of a filter, in pixels.</param>
    /// <param name="stride">Step of the filters, in pixels.</param>
    /// <param name="padding">Zeros around the image, in pixels.</param>
    /// <param name="bias">Whether each channel has a bias.</param>
    public static nn.Module<Tensor, Tensor> Conv2d(
        ModuleContext context, long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true) =>
        context.Precision.LowType() is { } type
            ? new CastConv2d(type, [outputs, inputs, kernel, kernel], stride, padding, bias)
            : nn.Conv2d(inputs, outputs, kernel, stride, padding, bias: bias);
}
