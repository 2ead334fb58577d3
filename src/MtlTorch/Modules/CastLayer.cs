using MtlTorch.Modules.Autoencoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>
/// A layer with parameters in 32 bits that computes in 16: input, weight and bias are cast on the way in, so that autograd casts their gradients back. The output stays in
/// 16 bits. (TorchSharp has no autocast.)
/// </summary>
internal abstract class CastLayer : nn.Module<Tensor, Tensor>, IDrawsWeights
{
    // Not private: TorchSharp does not see private fields of a base class.
    private protected readonly Parameter weight;
    private protected readonly Parameter? bias;

    private readonly ScalarType type;

    private protected CastLayer(string name, ScalarType type, long[] shape, bool hasBias)
        : base(name)
    {
        this.type = type;
        weight = Kept.Parameter(zeros(shape));
        bias = hasBias ? Kept.Zeros([shape[0]]) : null;
        RegisterComponents();
    }

    /// <summary>Weights [outputs, ...].</summary>
    public Parameter Weight => weight;

    /// <inheritdoc/>
    public void Draw(Generator generator) => Initialization.Draw(weight, bias, generator);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Compute(input.As(type), weight.As(type), bias?.As(type)).MoveToOuterDisposeScope();
    }

    /// <summary>The layer's output, all in one type.</summary>
    private protected abstract Tensor Compute(Tensor input, Tensor weight, Tensor? bias);
}

/// <summary>x W^T + b in 16 bits.</summary>
internal sealed class CastLinear(ScalarType type, long inputs, long outputs) : CastLayer(nameof(CastLinear), type, [outputs, inputs], hasBias: true)
{
    private protected override Tensor Compute(Tensor input, Tensor weight, Tensor? bias) => nn.functional.linear(input, weight, bias);
}

/// <summary>A convolution over images in 16 bits.</summary>
internal sealed class CastConv2d(ScalarType type, long[] shape, long stride, long padding, bool hasBias)
    : CastLayer(nameof(CastConv2d), type, shape, hasBias)
{
    private readonly long[] strides = [stride, stride];
    private readonly long[] margins = [padding, padding];

    private protected override Tensor Compute(Tensor input, Tensor weight, Tensor? bias) => nn.functional.conv2d(input, weight, bias, strides, margins);
}
