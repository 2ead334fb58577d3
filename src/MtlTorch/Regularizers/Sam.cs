using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>
/// Sharpness-aware minimization: the step follows the gradient not at θ but at θ + ρ g/||g||, uphill, where g is the balanced gradient at θ. A step costs two
/// forward and backward passes. Balancing methods that remember something are refused: they would see each step twice. Parameter penalties are taken at θ.
/// </summary>
[Paper("Foret et al. 2021, Sharpness-Aware Minimization for Efficiently Improving Generalization", "https://arxiv.org/abs/2010.01412", Place = "eq. (2) with p = 2, eq. (3) and algorithm 1")]
[Paper("Kwon et al. 2021, ASAM: Adaptive Sharpness-Aware Minimization", "https://arxiv.org/abs/2102.11600", Place = "algorithm 1 (adaptive)")]
public sealed record SamOptions : RegularizerOptions
{
    /// <summary>ρ, how far uphill. 0.05 is usual; with "adaptive" about ten times that.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Rho { get; init; } = 0.05;

    /// <summary>Measure the distance relative to each parameter, T = |θ| + eta: the step uphill is ρ T² g/||T g||.</summary>
    public bool Adaptive { get; init; }

    /// <summary>What is added to the size of each parameter. Used with "adaptive" alone.</summary>
    [Range(0.0, 1e6)]
    public double Eta { get; init; } = 0.01;

    /// <inheritdoc/>
    public override int ParameterCopies() => 2;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context) => new Sam(this);
}

/// <summary>See <see cref="SamOptions"/>.</summary>
public sealed class Sam(SamOptions options) : IAscent
{
    /// <summary>Keeps the quotient finite where the gradient is 0, as the authors' programs do.</summary>
    private const double Tiny = 1e-12;

    /// <inheritdoc/>
    public string Name => "sam";

    /// <inheritdoc/>
    public torch.Tensor Offset(torch.Tensor values, torch.Tensor gradient)
    {
        using var scope = torch.NewDisposeScope();
        if (!options.Adaptive)
        {
            return (gradient * (options.Rho / (gradient.norm() + Tiny))).MoveToOuterDisposeScope();
        }

        var size = values.abs().add_(options.Eta);
        var scaled = gradient * size;
        return (scaled * size * (options.Rho / (scaled.norm() + Tiny))).MoveToOuterDisposeScope();
    }
}
