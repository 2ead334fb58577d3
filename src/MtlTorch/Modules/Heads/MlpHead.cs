using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Heads;

/// <summary>Dense hidden layers, then a linear layer; without hidden layers just that.</summary>
public sealed record MlpHeadOptions : HeadOptions
{
    /// <summary>Features after each hidden layer; empty for none.</summary>
    [ElementRange(1, 1_000_000)]
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>After each hidden layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Probability with which a feature is dropped in training, after each hidden layer.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    public override Head Build(long features, int outputs, ModuleContext context) => new MlpHead(this, features, outputs, context);
}

/// <summary>See <see cref="MlpHeadOptions"/>.</summary>
public sealed class MlpHead : Head
{
    private readonly DenseLayers dense;

    /// <summary>Builds the layers.</summary>
    public MlpHead(MlpHeadOptions options, long features, int outputs, ModuleContext context)
        : base(nameof(MlpHead))
    {
        dense = new DenseLayers(features, [.. options.Hidden, outputs], options.Activation, options.Dropout, linearEnd: true, context);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => dense.call(input);
}
