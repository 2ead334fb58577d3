using Parity.Tests.Support;

namespace Parity.Tests.PyTorch.Functional;

/// <summary>Padding, interpolation, and two-dimensional convolution and pooling.</summary>
internal static class ImageCalls
{
    public static readonly Dictionary<string, Func<object>> All = new()
    {
        ["pad one dimension"] = () => F.pad(Image, (2, 1)),
        ["pad two dimensions with a value"] = () => F.pad(Image, (1, 2, 3, 0), value: 1.5),
        ["pad by cutting"] = () => F.pad(Image, [-1, -2, 1, 1]),
        ["pad reflecting"] = () => F.pad(Image, (2, 1, 1, 2), PaddingModes.Reflect),
        ["pad replicating"] = () => F.pad(Image[0], (3, 1), PaddingModes.Replicate),
        ["pad circular"] = () => F.pad(Image, (2, 1, 1, 2), PaddingModes.Circular),
        ["interpolate to the nearest"] = () => F.interpolate(Image, [7, 4]),
        ["interpolate to the nearest, scaled"] = () => F.interpolate(Image, scale_factor: [0.5, 1.7]),
        ["interpolate bilinear"] = () => F.interpolate(Image, [7, 4], mode: InterpolationMode.Bilinear, align_corners: false),
        ["interpolate bilinear between corners"] = () => F.interpolate(
            Image, [7, 4], mode: InterpolationMode.Bilinear, align_corners: true),
        ["interpolate bilinear, smooth"] = () => F.interpolate(
            Image, [3, 3], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true),
        ["interpolate bicubic"] = () => F.interpolate(
            Image, scale_factor: [2, 1.5], mode: InterpolationMode.Bicubic, align_corners: false),
        ["interpolate bicubic, factor recomputed"] = () => F.interpolate(
            Image, scale_factor: [1.3, 1.3], mode: InterpolationMode.Bicubic, align_corners: false, recompute_scale_factor: true),
        ["interpolate linear"] = () => F.interpolate(Image[0], [9], mode: InterpolationMode.Linear, align_corners: false),
        ["interpolate trilinear"] = () => F.interpolate(
            Image.unsqueeze(0), [3, 2, 4], mode: InterpolationMode.Trilinear, align_corners: false),
        ["interpolate by area"] = () => F.interpolate(Image, [3, 4], mode: InterpolationMode.Area),
        ["conv2d"] = () => F.conv2d(
            Image, Pattern.Of(1, 6, 1, 2, 3), Pattern.Of(2, 6), strides: [1, 2], padding: [2, 0], dilation: [2, 1], groups: 3),
        ["conv2d same"] = () => F.conv2d_padding(Image, Pattern.Of(1, 2, 3, 3, 3), padding: Padding.Same),
        ["conv2d valid"] = () => F.conv2d_padding(Image, Pattern.Of(1, 2, 3, 2, 3), padding: Padding.Valid),
        ["conv_transpose2d"] = () => F.conv_transpose2d(
            Image, Pattern.Of(1, 3, 2, 3, 2), Pattern.Of(2, 2), strides: [2, 1], padding: [1, 0], output_padding: [1, 0], dilation: [1, 2]),
        ["max_pool2d"] = () => F.max_pool2d(Image, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 3)),
        ["max_pool2d with indices"] = () => F.max_pool2d_with_indices(Image, [2, 2], padding: [1, 1]),
        ["avg_pool2d"] = () => F.avg_pool2d(Image, (2, 3), stride: (1, 2), padding: (1, 1), divisor_override: 4),
        ["adaptive_avg_pool2d"] = () => F.adaptive_avg_pool2d(Image, (2, 4)),
    };

    private static Tensor Image => Pattern.Of(0, 2, 3, 5, 6);
}
