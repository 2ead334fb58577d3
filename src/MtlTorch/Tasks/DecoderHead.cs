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
        ReadsSharedParameters = options.Tied || whole.Sparsity.LooksBehindCode;
        LooksBehindFeatures = ReadsSharedParameters || options.AuxK is not null || whole.Layout.Positions > 1;
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

    /// <summary>Whether the loss reads parameters of the trunk by itself: the weights that it shares with the decoder, thresholds.</summary>
    public bool ReadsSharedParameters { get; }

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

    /// <summary>Keeps the decoder's directions at length 1, if that is wanted and they are not frozen.</summary>
    public void Normalize()
    {
        if (Directions().All(p => p.requires_grad))
        {
            Autoencoder.AfterStep();
        }
    }

    /// <summary>Gives dead units new directions and lets the optimizer forget the old ones; not where some of their parameters are frozen.</summary>
    public void Resample(Tensor source, IOptimizerMemory moments)
    {
        if (!UnitParameters().All(p => p.Parameter.requires_grad))
        {
            return;
        }

        using var scope = NewDisposeScope();
        var units = Autoencoder.Resample(source);
        if (units.Length == 0)
        {
            return;
        }

        var rows = tensor(units, device: source.device);
        foreach (var (parameter, dimension) in UnitParameters())
        {
            moments.Forget(parameter, dimension, rows);
        }
    }

    /// <summary>All that a unit begins anew with, and the dimension that counts units.</summary>
    private IEnumerable<(Tensor Parameter, int Dimension)> UnitParameters() =>
    [
        (Autoencoder.Encoder.Weight, Autoencoder.Layout.EncoderUnitDimension),
        .. new Tensor?[] { Autoencoder.Encoder.Bias }.OfType<Tensor>().Concat(Sparsity.UnitParameters()).Concat(decoder.DirectionParameters()).Select(p => (p, 0)),
    ];

    /// <summary>The parameters that directions lie in.</summary>
    private IEnumerable<Tensor> Directions() => Autoencoder.Options.Tied ? [Autoencoder.Encoder.Weight] : decoder.DirectionParameters();
}
