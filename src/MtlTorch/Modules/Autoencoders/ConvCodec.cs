using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>
/// Every unit is a filter: it sees a patch of the image at each position, and adds a patch there to the reconstruction. Units are
/// counted per position: a "row" of the code, its sparsity and its statistics are those of one position.
/// </summary>
[Paper("Masci et al. 2011, Stacked Convolutional Auto-Encoders for Hierarchical Feature Extraction", "https://doi.org/10.1007/978-3-642-21735-7_7")]
public sealed record ConvCodecOptions : CodecOptions
{
    /// <summary>Units of the code: filters.</summary>
    [Range(1, 65_536)]
    public int Units { get; init; } = 64;

    /// <summary>Height and width of a filter, in pixels.</summary>
    [Range(1, 63)]
    public int Kernel { get; init; } = 5;

    /// <summary>Step of the filters, in pixels.</summary>
    [Range(1, 63)]
    public int Stride { get; init; } = 1;

    /// <summary>Zeros around the image, in pixels.</summary>
    [Range(0, 62)]
    public int Padding { get; init; }

    /// <inheritdoc/>
    public override CodeLayout Build(IReadOnlyList<long> inputShape)
    {
        if (inputShape.Count != 3)
        {
            throw new InvalidOptionException("", $"the conv codec needs images [channels, height, width]; the inputs are {ShapeText.Format(inputShape)}. Use the dense codec for them.");
        }

        if (Padding >= Kernel)
        {
            throw new InvalidOptionException("padding", $"{Padding} leaves filters of {Kernel} pixels that see zeros alone; use less than the kernel.");
        }

        return inputShape.Skip(1).All(size => size + 2 * Padding >= Kernel)
            ? new ConvLayout(inputShape, this)
            : throw new InvalidOptionException("kernel", $"filters of {Kernel} x {Kernel} pixels do not fit into images {ShapeText.Format(inputShape)} with a padding of {Padding}; use a smaller kernel or more padding.");
    }
}

/// <summary>See <see cref="ConvCodecOptions"/>.</summary>
/// <param name="inputShape">[channels, height, width].</param>
/// <param name="options">Options that fit them.</param>
public sealed class ConvLayout(IReadOnlyList<long> inputShape, ConvCodecOptions options) : CodeLayout(inputShape, options.Units)
{
    private readonly long[] strides = [options.Stride, options.Stride];
    private readonly long[] padding = [options.Padding, options.Padding];
    private readonly long height = SizeAfter(inputShape[1], options);
    private readonly long width = SizeAfter(inputShape[2], options);

    // Rows and columns of pixels that no filter begins in; without them the reconstruction would be smaller than the image.
    private readonly long[] rest = [Rest(inputShape[1], options), Rest(inputShape[2], options)];

    /// <inheritdoc/>
    public override long Positions => height * width;

    /// <inheritdoc/>
    public override IReadOnlyList<long> DirectionShape => [InputShape[0], options.Kernel, options.Kernel];

    /// <inheritdoc/>
    public override IReadOnlyList<long> BiasShape => [InputShape[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<long> EncoderShape => DecoderShape;

    /// <inheritdoc/>
    public override int EncoderUnitDimension => 0;

    private protected override Tensor AnalyzeIn(Tensor input, Tensor encoderWeight)
    {
        var maps = nn.functional.conv2d(input, encoderWeight, strides: strides, padding: padding);
        return maps.permute(0, 2, 3, 1).reshape(-1, Units);
    }

    // LibTorch 1.13 takes inputs for outputs where it transposes a convolution in bf16.
    private protected override Precision SynthesisPrecision => Precision.Fp32;

    private protected override Tensor SynthesizeIn(Tensor code, Tensor decoderWeight)
    {
        var maps = code.view(-1, height, width, Units).permute(0, 3, 1, 2);
        return nn.functional.conv_transpose2d(maps, decoderWeight, strides: strides, padding: padding, output_padding: rest);
    }

    /// <inheritdoc/>
    public override Tensor Turned(Tensor weight) => weight.view(weight.shape);

    /// <inheritdoc/>
    public override Tensor Spread(Tensor bias) => bias.view(-1, 1, 1);

    /// <inheritdoc/>
    public override Tensor Pieces(Tensor input)
    {
        using var scope = NewDisposeScope();
        var padded = nn.functional.pad(input, [padding[1], padding[1], padding[0], padding[0]]);
        var patches = padded.unfold(2, options.Kernel, options.Stride).unfold(3, options.Kernel, options.Stride);
        return patches.permute(0, 2, 3, 1, 4, 5).reshape([-1, .. DirectionShape]).MoveToOuterDisposeScope();
    }

    private static long SizeAfter(long size, ConvCodecOptions options) => (size + 2 * options.Padding - options.Kernel) / options.Stride + 1;

    private static long Rest(long size, ConvCodecOptions options) => (size + 2 * options.Padding - options.Kernel) % options.Stride;
}
