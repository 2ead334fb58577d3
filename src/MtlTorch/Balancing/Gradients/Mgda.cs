using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Multiple-gradient descent: the shortest vector among all weighted means of the gradients. A step along it harms no task
/// and is zero where no step could help all. With "gradients": "representation" this is MGDA-UB. The exact solution is
/// computed, not one of the usual approximate ones.
/// </summary>
[Paper("Sener and Koltun 2018, Multi-Task Learning as Multi-Objective Optimization", "https://arxiv.org/abs/1810.04650", Place = "eq. (3); MGDA-UB: section 3.3")]
[Paper("Desideri 2012, Multiple-gradient descent algorithm (MGDA) for multiobjective optimization", "https://doi.org/10.1016/j.crma.2012.03.014")]
public sealed record MgdaOptions : GradientBalancingOptions
{
    /// <summary>
    /// By what each gradient is divided while the weights are sought; they are then applied to the gradients as they are, as in
    /// the authors' program. Nothing (the paper's text), the gradient's norm, the task's loss, or both. A task for which the
    /// divisor is zero is not divided. Only without division is it certain that no task is harmed.
    /// </summary>
    public GradientNormalization Normalize { get; init; } = GradientNormalization.None;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Mgda(this);
}

/// <summary>What gradients are divided by before they are compared.</summary>
public enum GradientNormalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The gradient's own norm.</summary>
    L2,

    /// <summary>The task's loss.</summary>
    Loss,

    /// <summary>The task's loss times the gradient's norm; the authors write "loss+".</summary>
    LossPlus,
}

/// <summary>See <see cref="MgdaOptions"/>.</summary>
public sealed class Mgda(MgdaOptions options) : IGramianWeighting
{
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        double[] divisors = [.. Enumerable.Range(0, gramian.Tasks).Select(i => Divisor(gramian.Norm(i), losses[i]))];
        var normalized = DenseAlgebra.Square(gramian.Tasks, (i, j) => gramian[i, j] / divisors[i] / divisors[j]);
        return MinNormPoint.Weights(normalized, gramian.Tolerance);
    }

    private double Divisor(double norm, double loss)
    {
        var divisor = options.Normalize switch
        {
            GradientNormalization.L2 => norm,
            GradientNormalization.Loss => Math.Abs(loss),
            GradientNormalization.LossPlus => Math.Abs(loss) * norm,
            _ => 1,
        };
        return divisor == 0 ? 1 : divisor;
    }
}
