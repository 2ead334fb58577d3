using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>Few weights: R(θ) = λ Σ |θ|. By proximal steps weights become exactly 0.</summary>
[Paper("Tibshirani 1996, Regression Shrinkage and Selection via the Lasso", "https://doi.org/10.1111/j.2517-6161.1996.tb02080.x", Place = "eq. (1)")]
[Paper("Parikh and Boyd 2014, Proximal Algorithms", "https://web.stanford.edu/~boyd/papers/pdf/prox_algs.pdf", Place = "section 4.2 (proximal gradient), section 6.5 (soft-thresholding)")]
public sealed record L1PenaltyOptions : WeightRegularizerOptions
{
    /// <summary>λ.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1e-4;

    /// <summary>How it acts.</summary>
    public PenaltyStep Step { get; init; } = PenaltyStep.Proximal;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context) =>
        ElementwisePenalty.Make(RegularizerContext.Label("l1", On), context.Select(On, Biases), Step, absolute: Lambda, square: 0);
}
