using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>Dense layers on the flattened input.</summary>
public sealed record MlpTrunkOptions : TrunkOptions
{
    /// <summary>Features after each layer.</summary>
    [MinLength(1), ElementRange(1, 1_000_000)]
    public IReadOnlyList<int> Hidden { get; init; } = [256, 128];

    /// <summary>After each layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Probability with which a feature is dropped in training, after each activation.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <summary>Leave the last layer without activation and dropout: features of any sign, as the code of an autoencoder that is clustered has them.</summary>
    public bool LinearEnd { get; init; }

    /// <inheritdoc/>
    public override long FeaturesOf(IReadOnlyList<long> inputShape) => Hidden[^1];

    /// <inheritdoc/>
    public override Trunk Build(IReadOnlyList<long> inputShape, ModuleContext context) => new MlpTrunk(this, inputShape, context);
}

/// <summary>See <see cref="MlpTrunkOptions"/>.</summary>
public sealed class MlpTrunk : Trunk
{
    private readonly DenseLayers dense;

    /// <summary>Builds the layers for inputs of <paramref name="inputShape"/>.</summary>
    public MlpTrunk(MlpTrunkOptions options, IReadOnlyList<long> inputShape, ModuleContext context)
        : base(nameof(MlpTrunk), options.Hidden[^1])
    {
        var inputs = inputShape.Aggregate(1L, (a, b) => a * b);
        dense = new DenseLayers(inputs, options.Hidden, options.Activation, options.Dropout, options.LinearEnd, context);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return dense.call(input.flatten(1)).MoveToOuterDisposeScope();
    }
}
