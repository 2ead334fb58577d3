using MtlTorch.Modules.Autoencoders.Sparsity;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>How a layer with a sparse code is to be made.</summary>
public sealed record SparseLayerOptions
{
    /// <summary>How units and inputs are connected.</summary>
    public CodecOptions Codec { get; init; } = new DenseCodecOptions();

    /// <summary>What makes the code sparse.</summary>
    public SparsityOptions Sparsity { get; init; } = new TopKOptions();
}

/// <summary>An encoder and its sparsity: the part of an autoencoder that gives features. Whatever decodes them is elsewhere.</summary>
public sealed class SparseLayer : nn.Module<Tensor, Tensor>
{
    private readonly CodeEncoder encoder;
    private readonly CodeSparsity sparsity;

    /// <summary>Builds it with drawn weights.</summary>
    /// <param name="options">How.</param>
    /// <param name="layout">Shapes: what the options' codec makes of the inputs.</param>
    /// <param name="context">The run.</param>
    internal SparseLayer(SparseLayerOptions options, CodeLayout layout, ModuleContext context)
        : base(nameof(SparseLayer))
    {
        using var scope = NewDisposeScope();
        layout.Precision = context.Precision;
        sparsity = options.Sparsity.Build(layout.Units);
        sparsity.Batch = context.Batch;
        encoder = new CodeEncoder(layout, DrawnDirections.Sets(1, layout, context)[0], sparsity.WantsEncoderBias, center: null);
        RegisterComponents();
    }

    /// <summary>Inputs to pre-activations.</summary>
    public CodeEncoder Encoder => encoder;

    /// <summary>Pre-activations to codes, and their penalty.</summary>
    public CodeSparsity Sparsity => sparsity;

    /// <summary>Inputs [B, ...] to codes [N, units].</summary>
    public override Tensor forward(Tensor input) => Encode(input).Code;

    /// <summary>Inputs [B, ...] to pre-activations and codes.</summary>
    public Encoded Encode(Tensor input)
    {
        var pre = encoder.call(input);
        return new Encoded(pre, sparsity.call(pre));
    }
}
