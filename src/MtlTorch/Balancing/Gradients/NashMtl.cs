using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// The gradients' combination as a bargaining game: the step on which the tasks agree is invariant to the scale of each
/// task's loss. The exact bargaining solution is computed, not a sequence of approximations. A task whose gradient is zero
/// does not bargain (weight 0); where no step can help all the others, all weights are 0: no step.
/// </summary>
[Paper("Navon et al. 2022, Multi-Task Learning as a Bargaining Game", "https://arxiv.org/abs/2202.01017", Place = "claim 3.1: G w = 1/w")]
public sealed record NashMtlOptions : GradientBalancingOptions
{
    /// <summary>Longest step direction: a longer one is shortened to it. Null for no limit; the norm is then the square root of T.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? MaxNorm { get; init; } = 1;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new NashMtl(MaxNorm);
}

/// <summary>See <see cref="NashMtlOptions"/>.</summary>
/// <param name="maxNorm">Longest step direction; null for no limit.</param>
public sealed class NashMtl(double? maxNorm) : IGramianWeighting
{
    // G w = 1/w is the fair point with proportional fairness.
    private readonly FairGrad proportional = new(alpha: 1);

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var weights = proportional.Weights(gramian, losses);
        var norm = Math.Sqrt(Math.Max(0, DenseAlgebra.Form(gramian.ToArray(), weights)));
        return maxNorm is { } limit && norm > limit ? [.. weights.Select(w => w * limit / norm)] : weights;
    }
}
