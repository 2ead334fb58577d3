using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>
/// How inputs and codes lie, and the two linear maps between them. Codes are always [N, units]: a row is an input for a dense
/// autoencoder, and a place in an image for a convolutional one. So a kind of sparsity need not know which it works for.
/// </summary>
/// <param name="inputShape">Shape of one input.</param>
/// <param name="units">Width of a row of the code.</param>
public abstract class CodeLayout(IReadOnlyList<long> inputShape, long units)
{
    /// <summary>Shape of one input, without the batch dimension.</summary>
    public IReadOnlyList<long> InputShape { get; } = inputShape;

    /// <summary>Width of a row of the code.</summary>
    public long Units { get; } = units;

    /// <summary>Numbers in one input.</summary>
    public long Inputs => InputShape.Aggregate(1L, (a, b) => a * b);

    /// <summary>Rows of the code that belong to one input.</summary>
    public abstract long Positions { get; }

    /// <summary>Shape of what one unit adds to the reconstruction: [inputs] or [channels, kernel, kernel].</summary>
    public abstract IReadOnlyList<long> DirectionShape { get; }

    /// <summary>Shape of the bias that is added to a reconstruction.</summary>
    public abstract IReadOnlyList<long> BiasShape { get; }

    /// <summary>Shape of the encoder's weights: [inputs, units] or [units, channels, kernel, kernel].</summary>
    public abstract IReadOnlyList<long> EncoderShape { get; }

    /// <summary>Shape of the decoder's weights: [units, ...<see cref="DirectionShape"/>].</summary>
    public IReadOnlyList<long> DecoderShape => [Units, .. DirectionShape];

    /// <summary>The dimension of the encoder's weights that counts the units.</summary>
    public abstract int EncoderUnitDimension { get; }

    /// <summary>Products that <see cref="Analyze"/> adds up for one input, and <see cref="Synthesize"/> for one code: each unit, at each place, meets its direction.</summary>
    public long MultiplyAdds => Positions * DecoderShape.Aggregate(1L, (a, b) => a * b);

    /// <summary>In which numbers the two maps compute; what they give is fp32 in any case.</summary>
    internal Precision Precision { get; set; }

    /// <summary>Inputs [B, ...] to rows [N, units].</summary>
    public Tensor Analyze(Tensor input, Tensor encoderWeight) => Compute(Precision, AnalyzeIn, input, encoderWeight);

    /// <summary>Rows [N, units] to [B, ...].</summary>
    public Tensor Synthesize(Tensor code, Tensor decoderWeight) => Compute(SynthesisPrecision, SynthesizeIn, code, decoderWeight);

    /// <summary>In which numbers <see cref="Synthesize"/> computes.</summary>
    private protected virtual Precision SynthesisPrecision => Precision;

    /// <summary>See <see cref="Analyze"/>; in the type of both. The caller keeps a dispose scope around it.</summary>
    private protected abstract Tensor AnalyzeIn(Tensor input, Tensor encoderWeight);

    /// <summary>See <see cref="Synthesize"/>; in the type of both. The caller keeps a dispose scope around it.</summary>
    private protected abstract Tensor SynthesizeIn(Tensor code, Tensor decoderWeight);

    /// <summary>A view of the weights of one side that serves the other: the encoder's for the decoder, and back.</summary>
    public abstract Tensor Turned(Tensor weight);

    /// <summary>A bias as it is added to [B, ...].</summary>
    public abstract Tensor Spread(Tensor bias);

    /// <summary>Pieces of inputs that a direction could be: [N, ...<see cref="DirectionShape"/>], N = B times <see cref="Positions"/>.</summary>
    public abstract Tensor Pieces(Tensor input);

    private static Tensor Compute(Precision precision, Func<Tensor, Tensor, Tensor> map, Tensor from, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var made = precision.LowType() is { } type ? map(from.As(type), weight.As(type)).Full() : map(from, weight);
        return made.MoveToOuterDisposeScope();
    }
}
