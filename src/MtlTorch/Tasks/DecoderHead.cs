using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Trunks;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>
/// The side of a sparse autoencoder that belongs to its task: the decoder, and what is remembered of the units. Encoder and sparsity belong to the trunk.
/// </summary>
internal sealed class DecoderHead : Head
{
    private readonly CodeDecoder decoder;
    private readonly CodeMemory memory;

    // A function, because a module in a field would be registered here, with the trunk's parameters.
    private readonly Func<SparseAutoencoder> autoencoder;

    public DecoderHead(DecodingOptions options, SparseEncoder trunk, ModuleContext context)
        : base(nameof(DecoderHead))
    {
        var whole = new SparseAutoencoder(options, trunk.Last, context);
        autoencoder = () => whole;
        (decoder, memory) = (whole.Decoder, whole.Memory);
        DecodesInputs = trunk.EncodesInputs;
        LooksBehindFeatures = options.Tied || options.AuxK is not null || whole.Sparsity.LooksBehindCode || whole.Layout.Positions > 1;
        RegisterComponents();
    }

    /// <summary>The whole, with the trunk's encoder.</summary>
    public SparseAutoencoder Autoencoder => autoencoder();

    public CodeDecoder Decoder => decoder;

    public CodeMemory Memory => memory;

    public CodeSparsity Sparsity => Autoencoder.Sparsity;

    /// <summary>Whether what is reconstructed is the model's inputs.</summary>
    public bool DecodesInputs { get; }

    /// <summary>Whether the loss reads pre-activations, all places of a code, or parameters of the trunk.</summary>
    public bool LooksBehindFeatures { get; }

    /// <summary>The code [N, units], which is what the features are for a code that is not pooled, to linear parts.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return decoder.call(input.reshape(-1, decoder.Layout.Units)).MoveToOuterDisposeScope();
    }

    public override Tensor Predict(Representation representation) => decoder.call(representation.Code!.Encoded.Code);

    /// <summary>The reconstruction loss of a prediction that knows nothing of inputs; not a number where no inputs are reconstructed.</summary>
    public Tensor LossWithoutCode(Tensor linear, Tensor target)
    {
        using var scope = NewDisposeScope();
        var loss = DecodesInputs ? decoder.LossOf(linear, target) * Autoencoder.Options.ReconstructionWeight : full([], double.NaN, target.dtype, target.device);
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Linear parts [1, ...] that give a mean input [1, ...].</summary>
    public Tensor Trivial(Tensor mean)
    {
        using var scope = NewDisposeScope();
        var linear = decoder.Term.Before(mean);
        return (decoder is MixtureDecoder mixture ? stack(Enumerable.Repeat(linear, mixture.Decoders.Count), dim: 1) : linear.alias()).MoveToOuterDisposeScope();
    }

    /// <summary>Gives dead units new directions and lets the optimizer forget the old ones.</summary>
    public void Resample(Tensor source, IOptimizerMemory moments)
    {
        using var scope = NewDisposeScope();
        var units = Autoencoder.Resample(source);
        if (units.Length == 0)
        {
            return;
        }

        var rows = tensor(units, device: source.device);
        var (encoder, layout) = (Autoencoder.Encoder, Autoencoder.Layout);
        moments.Forget(encoder.Weight, layout.EncoderUnitDimension, rows);
        if (encoder.Bias is { } bias)
        {
            moments.Forget(bias, 0, rows);
        }

        foreach (var weight in decoder.DirectionParameters())
        {
            moments.Forget(weight, 0, rows);
        }
    }
}
