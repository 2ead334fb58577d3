using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Brings the losses to one size: minimizes the sum of exp(s) L - s, whose scales s are learned, and which is least where every
/// exp(s) L is 1.
/// </summary>
[Paper("Liu et al. 2021, Towards Impartial Multi-Task Learning", "https://openreview.net/forum?id=IMPnRXEWpvr", Place = "loss balance, IMTL-L")]
public sealed record ImtlLOptions : BalancingOptions
{
    /// <summary>Each scale s at the start. With 0, each weight begins at 1.</summary>
    [Range(-20.0, 20.0)]
    public double InitialScale { get; init; }

    /// <summary>Learning rate of the scales, which an Adam optimizer of their own learns.</summary>
    [Range(0.0, 1e3)]
    public double Lr { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new ImtlL(this, context);
}

/// <summary>See <see cref="ImtlLOptions"/>.</summary>
public sealed class ImtlL(ImtlLOptions options, BalancingContext context)
    : LearnedScalarization(options.InitialScale, options.Lr, context)
{
    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses, torch.Tensor scales) => (scales.exp() * losses - scales).sum();
}
