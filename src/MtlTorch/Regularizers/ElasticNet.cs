using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>Few and small weights: R(θ) = λ (r Σ |θ| + (1 - r)/2 Σ θ²), with scikit-learn's l1_ratio r.</summary>
[Paper("Zou and Hastie 2005, Regularization and Variable Selection via the Elastic Net", "https://doi.org/10.1111/j.1467-9868.2005.00503.x", Place = "eq. (3), the naive elastic net")]
public sealed record ElasticNetOptions : WeightRegularizerOptions
{
    /// <summary>λ.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1e-4;

    /// <summary>r: 1 is "l1", 0 is "l2".</summary>
    [Range(0.0, 1.0)]
    public double L1Ratio { get; init; } = 0.5;

    /// <summary>How it acts.</summary>
    public PenaltyStep Step { get; init; } = PenaltyStep.Proximal;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context) =>
        ElementwisePenalty.Make(RegularizerContext.Label("elastic-net", On), context.Select(On, Biases), Step, absolute: Lambda * L1Ratio, square: Lambda * (1 - L1Ratio));
}
