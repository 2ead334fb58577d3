using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>
/// The network of the MultiMNIST experiments: convolution to 10 channels (5 x 5), max-pooling (2 x 2), ReLU; convolution to
/// 20 channels (5 x 5), max-pooling, ReLU; a dense layer, ReLU. For 28 x 28 images the dense layer sees 320 features.
/// </summary>
[Paper("Sener and Koltun 2018, Multi-Task Learning as Multi-Objective Optimization", "https://arxiv.org/abs/1810.04650", Place = "appendix C.1")]
public sealed record LeNetOptions : TrunkOptions
{
    /// <summary>Features that the heads get.</summary>
    [Range(1, 1_000_000)]
    public int Features { get; init; } = 50;

    /// <summary>Probability with which a channel of the second convolution is dropped in training. The authors' code has 0.5, their paper none.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    public override long FeaturesOf(IReadOnlyList<long> inputShape)
    {
        _ = LeNet.DenseInputs(inputShape);
        return Features;
    }

    /// <inheritdoc/>
    public override Trunk Build(IReadOnlyList<long> inputShape, ModuleContext context) => new LeNet(this, inputShape, context);
}

/// <summary>See <see cref="LeNetOptions"/>.</summary>
public sealed class LeNet : Trunk
{
    private const long Kernel = 5;
    private const long Channels = 20;

    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly Dropout dropout;
    private readonly nn.Module<Tensor, Tensor> dense;

    /// <summary>Builds the layers for images [channels, height, width].</summary>
    public LeNet(LeNetOptions options, IReadOnlyList<long> inputShape, ModuleContext context)
        : base(nameof(LeNet), options.Features)
    {
        var inputs = DenseInputs(inputShape);
        conv1 = Layers.Conv2d(context, inputShape[0], 10, Kernel);
        conv2 = Layers.Conv2d(context, 10, Channels, Kernel);
        dropout = new Dropout(options.Dropout, channels: true, context);
        dense = Layers.Linear(context, inputs, options.Features);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        // The convolutions' outputs are autograd's alone once the scope is left, and are freed on the way back.
        using var scope = NewDisposeScope();

        // ReLU after the pooling touches a quarter of the elements, and the maximum commutes with it.
        var x = nn.functional.max_pool2d(conv1.call(ChannelsLast.Of(input)), 2).relu_();
        x = nn.functional.max_pool2d(dropout.call(conv2.call(x)), 2).relu_();
        return dense.call(x.flatten(1)).relu_().Full().MoveToOuterDisposeScope();
    }

    internal static long DenseInputs(IReadOnlyList<long> inputShape)
    {
        if (inputShape.Count != 3)
        {
            throw new InvalidOptionException("", $"the lenet trunk needs images [channels, height, width]; the inputs are {ShapeText.Format(inputShape)}. Use the mlp trunk for them.");
        }

        var (height, width) = (AfterStage(AfterStage(inputShape[1])), AfterStage(AfterStage(inputShape[2])));
        return height > 0 && width > 0
            ? Channels * height * width
            : throw new InvalidOptionException("", $"the lenet trunk needs images of at least 16 x 16; the inputs are {ShapeText.Format(inputShape)}.");
    }

    /// <summary>Height or width after a convolution without padding and a pooling that halves.</summary>
    private static long AfterStage(long size) => Math.Max(0, size - Kernel + 1) / 2;
}
