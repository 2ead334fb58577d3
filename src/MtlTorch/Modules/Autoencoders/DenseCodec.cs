using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>Every unit sees the whole input, flattened, and adds a direction to the whole reconstruction.</summary>
public sealed record DenseCodecOptions : CodecOptions
{
    /// <summary>Units of the code. More than the inputs have numbers make an overcomplete dictionary.</summary>
    [Range(1, 1_000_000)]
    public int Units { get; init; } = 256;

    /// <inheritdoc/>
    public override CodeLayout Build(IReadOnlyList<long> inputShape) => new DenseLayout(inputShape, Units);
}

/// <summary>See <see cref="DenseCodecOptions"/>.</summary>
/// <param name="inputShape">Shape of one input.</param>
/// <param name="units">Units of the code.</param>
public sealed class DenseLayout(IReadOnlyList<long> inputShape, long units) : CodeLayout(inputShape, units)
{
    /// <inheritdoc/>
    public override long Positions => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<long> DirectionShape => [Inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<long> BiasShape => [Inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<long> EncoderShape => [Inputs, Units];

    /// <inheritdoc/>
    public override int EncoderUnitDimension => 1;

    private protected override Tensor AnalyzeIn(Tensor input, Tensor encoderWeight) => input.flatten(1).mm(encoderWeight);

    private protected override Tensor SynthesizeIn(Tensor code, Tensor decoderWeight) => code.mm(decoderWeight).reshape([-1, .. InputShape]);

    /// <inheritdoc/>
    public override Tensor Turned(Tensor weight) => weight.t();

    /// <inheritdoc/>
    public override Tensor Spread(Tensor bias) => bias.view([.. InputShape]);

    /// <inheritdoc/>
    public override Tensor Pieces(Tensor input) => input.flatten(1);
}
