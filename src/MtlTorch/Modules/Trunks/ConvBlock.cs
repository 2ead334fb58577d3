using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>See <see cref="ConvBlockOptions"/>.</summary>
public sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    private const long MostGroups = 32;

    private readonly ConvBlockOptions options;
    private readonly nn.Module<Tensor, Tensor> conv;
    private readonly nn.Module<Tensor, Tensor>? norm;
    private readonly Dropout dropout;
    private readonly WholeBatch? batch;

    /// <param name="options">The block.</param>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="context">The run.</param>
    public ConvBlock(ConvBlockOptions options, long channels, ModuleContext context)
        : base(nameof(ConvBlock))
    {
        this.options = options;
        conv = Layers.Conv2d(context, channels, options.Channels, options.Kernel, options.Stride, options.EffectivePadding, bias: options.Norm is not (Normalization.Batch or Normalization.SynchronizedBatch));
        norm = Norm(options.Norm, options.Channels);
        batch = options.Norm == Normalization.SynchronizedBatch ? context.Batch : null;
        dropout = new Dropout(options.Dropout, channels: true, context);
        RegisterComponents();
    }

    /// <summary>Whether it normalizes over the rows of all replicas.</summary>
    internal bool WaitsForReplicas => batch is not null;

    /// <summary>[B, C, H, W] to [B, C', H', W'], in 16 bits where the convolution computes in those and nothing normalizes.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = conv.call(input);
        x = norm is null ? x : Normalized(x.Full());
        x = options.Activation.Apply(x);
        x = options.Pool > 1 ? nn.functional.max_pool2d(x, options.Pool) : x;
        return dropout.call(x).MoveToOuterDisposeScope();
    }

    private Tensor Normalized(Tensor x) =>
        batch is { IsDivided: true } && norm is BatchNorm2d { training: true } layer ? SynchronizedNormalization.Of(layer, x, batch) : norm!.call(x);

    private static nn.Module<Tensor, Tensor>? Norm(Normalization kind, long channels) => kind switch
    {
        Normalization.Batch or Normalization.SynchronizedBatch => nn.BatchNorm2d(channels),
        Normalization.Group => nn.GroupNorm(Groups(channels), channels),
        Normalization.Layer => nn.GroupNorm(1, channels),
        _ => null,
    };

    /// <summary>The largest number of groups up to 32 that divides the channels.</summary>
    private static long Groups(long channels)
    {
        var groups = Math.Min(MostGroups, channels);
        while (channels % groups != 0)
        {
            groups--;
        }

        return groups;
    }
}
