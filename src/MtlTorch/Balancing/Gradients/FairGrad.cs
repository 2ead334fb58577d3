using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Alpha-fair resource allocation: the step that maximizes the fairness-weighted sum of what the tasks gain by it. The
/// exact solution is computed. A task whose gradient is zero gets weight 0; where no step can help all the others there
/// is no solution, and all weights are 0: no step.
/// </summary>
[Paper("Ban and Ji 2024, Fair Resource Allocation in Multi-Task Learning", "https://arxiv.org/abs/2402.15638", Place = "section 4: G w = w^(-1/alpha)")]
public sealed record FairGradOptions : GradientBalancingOptions
{
    /// <summary>
    /// Fairness: 1 is proportional fairness (Nash-MTL without limit), 2 is minimum potential delay, large values come close to
    /// max-min fairness. 0 is the mean of the gradients.
    /// </summary>
    [Range(0.0, 100.0)]
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new FairGrad(Alpha);
}

/// <summary>See <see cref="FairGradOptions"/>.</summary>
/// <param name="alpha">Fairness.</param>
public sealed class FairGrad(double alpha) : IGramianWeighting
{
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        if (alpha == 0)
        {
            return [.. Enumerable.Repeat(1.0 / gramian.Tasks, gramian.Tasks)];
        }

        var weights = new double[gramian.Tasks];
        int[] active = [.. Enumerable.Range(0, gramian.Tasks).Where(i => gramian[i, i] > 0)];
        var products = DenseAlgebra.Square(active.Length, (i, j) => gramian[active[i], active[j]]);
        if (active.Length > 0 && FairPoint.Find(products, 1 / alpha, gramian.Tolerance) is { } found)
        {
            foreach (var (i, task) in active.Index())
            {
                weights[task] = found[i];
            }
        }

        return weights;
    }
}
