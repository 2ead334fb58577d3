using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>See <see cref="ConvTrunkOptions"/>.</summary>
public sealed class ConvTrunk : Trunk
{
    private readonly bool average;
    private readonly ModuleList<ConvBlock> blocks;
    private readonly DenseLayers dense;

    /// <summary>Builds the blocks for images [channels, height, width].</summary>
    public ConvTrunk(ConvTrunkOptions options, IReadOnlyList<long> inputShape, ModuleContext context)
        : base(nameof(ConvTrunk), options.FeaturesOf(inputShape))
    {
        average = options.Output == ConvOutput.Average;
        var made = options.Blocks.Select((block, i) => new ConvBlock(block, i == 0 ? inputShape[0] : options.Blocks[i - 1].Channels, context));
        blocks = nn.ModuleList(made.ToArray());
        dense = new DenseLayers(options.ConvFeatures(inputShape), options.Dense, options.Activation, options.Dropout, linearEnd: false, context);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = ChannelsLast.Of(input);
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        return dense.call(average ? x.Full().mean([2, 3]) : x.flatten(1)).MoveToOuterDisposeScope();
    }
}
