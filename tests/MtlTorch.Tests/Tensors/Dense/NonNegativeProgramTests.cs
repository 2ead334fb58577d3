using MtlTorch.Tensors.Dense;
using MtlTorch.Tests.Balancing.Gradients;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class NonNegativeProgramTests
{
    private const double Tolerance = 1e-9;

    [Test]
    public void TheConditionsOfAMinimumHold() => Properties.Hold(Jacobian.Awkward(), jacobian =>
    {
        var (a, c) = Program(jacobian);
        var x = NonNegativeProgram.Solve(a, c, 1e-15 * jacobian.Tasks);
        var slope = DenseAlgebra.Times(a, x);

        Assert.That(x, Is.All.GreaterThanOrEqualTo(0));
        for (var i = 0; i < x.Length; i++)
        {
            var noise = Tolerance * Math.Sqrt(a[i, i]) * (jacobian.Size(x) + jacobian.Size(Target(jacobian)));
            Assert.That(slope[i] + c[i], Is.GreaterThanOrEqualTo(-noise), $"no descent along {i}");
            Assert.That(x[i] > 0 ? Math.Abs(slope[i] + c[i]) : 0, Is.LessThanOrEqualTo(noise), $"no slope along {i}, which is not at its bound");
        }
    }, count: 500);

    [Test]
    public void NoSetOfPositiveUnknownsDoesBetter() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var (a, c) = Program(jacobian);
        double Value(double[] x) => (DenseAlgebra.Form(a, x) / 2) + DenseAlgebra.Dot(c, x);
        var best = Enumerable.Range(0, 1 << c.Length).Select(set => Restricted(a, c, set)).Where(x => x.All(value => value >= 0)).Min(Value);

        Assert.That(Value(NonNegativeProgram.Solve(a, c, 1e-15)), Is.EqualTo(best).Within(1e-12 * jacobian.Size(Target(jacobian))));
    });

    /// <summary>Least squares: which combination of the rows with no negative factor comes nearest to a given one?</summary>
    private static (double[,] A, double[] C) Program(Jacobian jacobian)
    {
        var gramian = jacobian.Gramian().ToArray();
        return (gramian, [.. DenseAlgebra.Times(gramian, Target(jacobian)).Select(value => -value)]);
    }

    private static double[] Target(Jacobian jacobian) => [.. jacobian.Rows.Select((_, i) => i % 2 == 0 ? 1.0 : -1.5)];

    /// <summary>The minimum over the unknowns of a set, bound or not.</summary>
    private static double[] Restricted(double[,] a, double[] c, int set)
    {
        var cholesky = new GrowingCholesky(a, 0);
        foreach (var i in Enumerable.Range(0, c.Length).Where(i => (set >> i & 1) == 1))
        {
            cholesky.TryAdd(i);
        }

        return cholesky.Solve([.. c.Select(value => -value)]);
    }
}
