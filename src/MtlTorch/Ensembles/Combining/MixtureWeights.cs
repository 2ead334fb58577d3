using MtlTorch.Tensors.Dense;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>
/// The weights w on the simplex that minimize the mean of -log(sum over m of w_m p_m), p_m being what member m gives the right class. Over w >= 0 the function
/// -mean log(p'w) + sum w has the same minimum, for there the sum is 1; it is found by Newton's steps, each a non-negative quadratic program.
/// </summary>
[Paper("Kim, Carbonetto, Stephens and Anitescu 2020, A Fast Algorithm for Maximum Likelihood Estimation of Mixture Proportions Using Sequential Quadratic Programming", "https://doi.org/10.1080/10618600.2019.1689985", Place = "section 3")]
internal static class MixtureWeights
{
    /// <summary>How far above its minimum the log-loss may stay, in nats.</summary>
    public const double Tolerance = 1e-10;

    private const int MostSteps = 200;
    private const double Rounding = 1e-13;

    /// <summary>Finds the weights.</summary>
    /// <param name="logarithms">Log-probability of the right class, Float64 [M, N].</param>
    public static double[] Solve(Tensor logarithms)
    {
        using var scope = NewDisposeScope();

        // A factor of a row adds a constant to the loss; with the largest at 1 no row is lost to underflow.
        var rows = (logarithms - logarithms.amax([0L], keepdim: true)).exp();
        var weights = Enumerable.Repeat(1.0 / logarithms.size(0), (int)logarithms.size(0)).ToArray();
        var value = ValueAt(rows, weights);
        for (var step = 0; step < MostSteps; step++)
        {
            var (gains, curvature) = Derivatives(rows, weights);

            // The largest gain less 1 is a bound on what is left to win, by convexity: at the minimum no gain exceeds 1.
            if (gains.Max() - 1 <= Tolerance)
            {
                break;
            }

            var target = NonNegativeProgram.Solve(curvature, [.. gains.Select(g => 1 - 2 * g)], Rounding);
            if (Advance(rows, weights, value, target, gains) is not var (next, lower))
            {
                break;
            }

            (weights, value) = (next, lower);
        }

        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>How much each member would gain the mixture per weight, mean of p_m / p'w; and the Hessian, with a trace more on its diagonal so that like members are no trouble.</summary>
    internal static (double[] Gains, double[,] Curvature) Derivatives(Tensor rows, double[] weights)
    {
        using var scope = NewDisposeScope();
        var ratios = rows / Mixture(rows, weights);
        var count = (double)rows.size(1);
        var products = (ratios.mm(ratios.t()) / count).data<double>().ToArray();
        var trace = Enumerable.Range(0, weights.Length).Sum(m => products[m * weights.Length + m]) / weights.Length;
        var curvature = DenseAlgebra.Square(weights.Length, (i, j) => products[i * weights.Length + j] + (i == j ? 1e-9 * trace : 0));
        return ((ratios.sum(dim: 1) / count).data<double>().ToArray(), curvature);
    }

    private static Tensor Mixture(Tensor rows, double[] weights) => tensor(weights, float64, rows.device).unsqueeze(0).mm(rows);

    private static double ValueAt(Tensor rows, double[] weights)
    {
        using var scope = NewDisposeScope();
        return weights.Sum() - Mixture(rows, weights).log().mean().item<double>();
    }

    /// <summary>The longest of 1, 1/2, 1/4, ... of a step that gains a fair share of what its slope promises; null if none is seen for rounding.</summary>
    private static (double[] Weights, double Value)? Advance(Tensor rows, double[] from, double value, double[] target, double[] gains)
    {
        var slope = from.Select((w, m) => (1 - gains[m]) * (target[m] - w)).Sum();
        for (var length = 1.0; slope < 0 && length > 1e-12; length /= 2)
        {
            double[] next = [.. from.Select((w, m) => w + length * (target[m] - w))];
            if (ValueAt(rows, next) is var reached && reached <= value + 1e-4 * length * slope)
            {
                return (next, reached);
            }
        }

        return null;
    }
}
