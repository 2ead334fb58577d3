using FsCheck.Fluent;
using MtlTorch.Tensors.Dense;
using MtlTorch.Tests.Balancing.Gradients;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class SymmetricEigenTests
{
    private const double Epsilon = 2.220446049250313e-16;

    [Test]
    public void ValuesAndVectorsMakeTheMatrixAgain() => Properties.Hold(Jacobian.Awkward(), jacobian =>
    {
        var gramian = jacobian.Gramian().ToArray();
        var eigen = new SymmetricEigen(gramian);
        var again = DenseAlgebra.Square(jacobian.Tasks, (i, j) => Enumerable.Range(0, jacobian.Tasks).Sum(k => eigen.Vectors[i, k] * eigen.Values[k] * eigen.Vectors[j, k]));

        Assert.That(again.Cast<double>(), Is.EqualTo(gramian.Cast<double>()).Within(100 * Epsilon * DenseAlgebra.Diagonal(gramian).Sum()));
    });

    [Test]
    public void TheVectorsAreOrthonormal() => Properties.Hold(Jacobian.Awkward(), jacobian =>
    {
        var vectors = new SymmetricEigen(jacobian.Gramian().ToArray()).Vectors;
        var products = DenseAlgebra.Square(jacobian.Tasks, (i, j) => Enumerable.Range(0, jacobian.Tasks).Sum(k => vectors[k, i] * vectors[k, j]));

        Assert.That(products.Cast<double>(), Is.EqualTo(DenseAlgebra.Square(jacobian.Tasks, (i, j) => i == j ? 1 : 0).Cast<double>()).Within(100 * Epsilon));
    });

    [Test]
    public void ARotationOfTheTasksLeavesTheValues() => Properties.Hold(Jacobian.Typical(2), jacobian =>
    {
        var (cosine, sine) = (0.6, 0.8);
        double[][] rotated =
        [
            [.. jacobian.Rows[0].Zip(jacobian.Rows[1], (a, b) => (cosine * a) - (sine * b))],
            [.. jacobian.Rows[0].Zip(jacobian.Rows[1], (a, b) => (sine * a) + (cosine * b))],
            .. jacobian.Rows[2..],
        ];

        var values = new SymmetricEigen(jacobian.Gramian().ToArray()).Values.Order().ToArray();
        Assert.That(new SymmetricEigen(new Jacobian(rotated).Gramian().ToArray()).Values.Order(), Is.EqualTo(values).Within(1e-13 * values[^1]));
    });

    [Test]
    public void SmallValuesOfAGradedMatrixAreAsExactAsLargeOnes() => Properties.Hold(Gen.Choose(0, 40), exponent =>
    {
        // The product of the values is 3/4 s^2, their sum 1 + s^2; for a small s the smaller one is 3/4 s^2 (1 - s^2/4) up to s^6.
        var small = Math.Pow(10, -4 - (exponent / 4.0));
        var values = new SymmetricEigen(new double[,] { { 1, small / 2 }, { small / 2, small * small } }).Values.Order().ToArray();
        var exact = 0.75 * small * small * (1 - (small * small / 4));

        Assert.That(values[0], Is.EqualTo(exact).Within(10 * Epsilon * exact));
    });

    [Test]
    public void EqualRowsGiveAnExactZero() => Assert.That(
        new SymmetricEigen(new double[,] { { 0.3, 0.3 }, { 0.3, 0.3 } }).Values, Has.Exactly(1).EqualTo(0.0));
}
