using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Each loss divided by the variance of its task's noise, which is learned: a loss that stays large gets a small weight. With
/// the logarithm of the variance s, it minimizes the sum of L / (2 exp(s)) + s / 2, or of L / exp(s) + s / 2.
/// </summary>
[Paper("Kendall et al. 2018, Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics", "https://arxiv.org/abs/1705.07115", Place = "eq. (7) and (10)")]
public sealed record UncertaintyOptions : BalancingOptions
{
    /// <summary>Which of the paper's likelihoods: that of regression, L / (2 exp(s)) + s / 2, or that of classification, L / exp(s) + s / 2.</summary>
    public UncertaintyForm Form { get; init; } = UncertaintyForm.Regression;

    /// <summary>Logarithm of each variance at the start. With 0, each weight begins at 1/2 (regression) or 1 (classification).</summary>
    [Range(-20.0, 20.0)]
    public double InitialLogVariance { get; init; }

    /// <summary>Learning rate of the logarithms of the variances, which an Adam optimizer of their own learns.</summary>
    [Range(0.0, 1e3)]
    public double Lr { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Uncertainty(this, context);
}

/// <summary>The likelihood that <see cref="Uncertainty"/> starts from.</summary>
public enum UncertaintyForm
{
    /// <summary>A Gaussian's.</summary>
    Regression,

    /// <summary>A softmax with a temperature.</summary>
    Classification,
}

/// <summary>See <see cref="UncertaintyOptions"/>.</summary>
public sealed class Uncertainty(UncertaintyOptions options, BalancingContext context)
    : LearnedScalarization(options.InitialLogVariance, options.Lr, context)
{
    private readonly double factor = options.Form == UncertaintyForm.Regression ? 0.5 : 1;

    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses, torch.Tensor scales) => (factor * (-scales).exp() * losses + scales / 2).sum();
}
