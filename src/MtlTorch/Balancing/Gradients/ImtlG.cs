using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Impartial learning of the shared parameters: a weighted sum of the gradients, with weights that sum to 1, whose projection
/// onto each task's gradient has the same length. Weights can be negative. Where gradients depend on each other the
/// pseudo-inverse takes the inverse's place; where the weights cancel out they are zero.
/// </summary>
[Paper("Liu et al. 2021, Towards Impartial Multi-task Learning", "https://openreview.net/forum?id=IMPnRXEWpvr", Place = "eq. (6), in the symmetric form G w = norms")]
public sealed record ImtlGOptions : GradientBalancingOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new ImtlG();
}

/// <summary>See <see cref="ImtlGOptions"/>.</summary>
public sealed class ImtlG : IGramianWeighting
{
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var products = gramian.ToArray();
        double[] norms = [.. Enumerable.Range(0, gramian.Tasks).Select(gramian.Norm)];
        var solution = GrowingCholesky.Solve(products, norms, gramian.Tolerance) ?? PseudoInverse(products, norms, gramian.Tolerance);
        var sum = solution.Sum();
        var size = solution.Sum(Math.Abs);
        return [.. solution.Select(value => Math.Abs(sum) <= gramian.Tolerance * size ? 0 : value / sum)];
    }

    private static double[] PseudoInverse(double[,] products, double[] norms, double tolerance)
    {
        var eigen = new SymmetricEigen(products);
        var noise = tolerance * eigen.Values.Max();
        return eigen.Apply(value => value > noise ? 1 / value : 0, norms);
    }
}
