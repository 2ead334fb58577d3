using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Conflict-averse gradient: within a ball around the mean gradient, the step that helps the task best that it helps least.
/// The exact solution is computed. Where the best that can be done for that task is to stand still, all weights are 0: no step.
/// </summary>
[Paper("Liu et al. 2021, Conflict-Averse Gradient Descent for Multi-task Learning", "https://arxiv.org/abs/2110.14048", Place = "algorithm 1")]
public sealed record CaGradOptions : GradientBalancingOptions
{
    /// <summary>Radius of the ball, in units of the mean gradient's norm. 0 is the mean gradient; from 1 on the step harms no task.</summary>
    [Range(0.0, 1e3)]
    public double C { get; init; } = 0.5;

    /// <summary>What the step is divided by, so that it does not grow with c.</summary>
    public CaGradRescaling Rescale { get; init; } = CaGradRescaling.None;

    /// <summary>
    /// When the sum of the gradients' squared norms is below this, or the step's correction is below this share of the sum's root, the
    /// weights are 0. Without it (0) that border is the rounding error. TorchJD has 0.0001, and with it stops when gradients get small.
    /// </summary>
    [Range(0.0, 1.0)]
    public double NormEpsilon { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new CaGrad(this);
}

/// <summary>What a conflict-averse step is divided by.</summary>
public enum CaGradRescaling
{
    /// <summary>Nothing, as in the paper.</summary>
    None,

    /// <summary>1 + c, the largest length in units of the mean gradient's.</summary>
    Linear,

    /// <summary>1 + c², as in the authors' program.</summary>
    Square,
}

/// <summary>See <see cref="CaGradOptions"/>.</summary>
public sealed class CaGrad(CaGradOptions options) : IGramianWeighting
{
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var products = gramian.ToArray();
        double[] mean = [.. Enumerable.Repeat(1.0 / gramian.Tasks, gramian.Tasks)];
        var radius = options.C * Math.Sqrt(Math.Max(0, DenseAlgebra.Form(products, mean)));
        var correction = ConflictAversePoint.Weights(products, mean, radius, gramian.Tolerance);
        var norm = Math.Sqrt(Math.Max(0, DenseAlgebra.Form(products, correction)));
        var trace = DenseAlgebra.Diagonal(products).Sum();
        if (trace < options.NormEpsilon || norm < options.NormEpsilon * Math.Sqrt(trace) || MinNormPoint.Vanishes(products, correction, gramian.Tolerance))
        {
            return new double[gramian.Tasks];
        }

        return [.. mean.Zip(correction, (m, w) => (m + (radius / norm * w)) / Divisor)];
    }

    private double Divisor => options.Rescale switch
    {
        CaGradRescaling.Linear => 1 + options.C,
        CaGradRescaling.Square => 1 + (options.C * options.C),
        _ => 1,
    };
}
