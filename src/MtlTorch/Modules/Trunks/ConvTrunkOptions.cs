using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors;

namespace MtlTorch.Modules.Trunks;

/// <summary>Convolutional blocks, then an optional average over the image, then optional dense layers.</summary>
public sealed record ConvTrunkOptions : TrunkOptions
{
    /// <summary>The blocks, from the input on.</summary>
    [MinLength(1)]
    public IReadOnlyList<ConvBlockOptions> Blocks { get; init; } = [new() { Channels = 32 }, new() { Channels = 64 }];

    /// <summary>What becomes of the last block's [B, C, H, W].</summary>
    public ConvOutput Output { get; init; } = ConvOutput.Flatten;

    /// <summary>Features after each dense layer that follows; empty for none.</summary>
    [ElementRange(1, 1_000_000)]
    public IReadOnlyList<int> Dense { get; init; } = [];

    /// <summary>After each dense layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Probability with which a feature is dropped in training, after each dense layer.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    public override long FeaturesOf(IReadOnlyList<long> inputShape)
    {
        var features = ConvFeatures(inputShape);
        return Dense.Count > 0 ? Dense[^1] : features;
    }

    /// <inheritdoc/>
    public override Trunk Build(IReadOnlyList<long> inputShape, ModuleContext context) => new ConvTrunk(this, inputShape, context);

    /// <summary>Features between the convolutions and the dense layers.</summary>
    internal long ConvFeatures(IReadOnlyList<long> inputShape)
    {
        if (inputShape.Count != 3)
        {
            throw new InvalidOptionException("", $"the conv trunk needs images [channels, height, width]; the inputs are {ShapeText.Format(inputShape)}. Use the mlp trunk for them.");
        }

        var (height, width) = (inputShape[1], inputShape[2]);
        for (var i = 0; i < Blocks.Count; i++)
        {
            (height, width) = (Blocks[i].SizeAfter(height), Blocks[i].SizeAfter(width));
            if (height < 1 || width < 1)
            {
                throw new InvalidOptionException($"blocks[{i}]", $"nothing is left of images {ShapeText.Format(inputShape)} after this block; use fewer blocks, a smaller kernel, stride or pool, or padding.");
            }
        }

        return Blocks[^1].Channels * (Output == ConvOutput.Average ? 1 : height * width);
    }
}

/// <summary>How an image of features becomes a vector.</summary>
public enum ConvOutput
{
    /// <summary>All of it, C x H x W features.</summary>
    Flatten,

    /// <summary>The mean over height and width, C features.</summary>
    Average,
}
