using FsCheck.Fluent;
using MtlTorch.Tensors.Dense;
using MtlTorch.Tests.Balancing.Gradients;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class FairPointTests
{
    private static FsCheck.Gen<double> Powers => Gen.Elements(0.01, 0.5, 1, 2, 10, 100);

    [Test]
    public void ThePointSolvesTheEquation() => Properties.Hold(Jacobian.Typical().SelectMany(j => Powers.Select(p => (j, p))), c =>
    {
        var gramian = c.j.Gramian().ToArray();
        var x = FairPoint.Find(gramian, c.p, 1e-15 * c.j.Tasks)!;

        Assert.That(x, Is.All.GreaterThan(0));
        foreach (var (i, product) in DenseAlgebra.Times(gramian, x).Index())
        {
            Assert.That(product, Is.EqualTo(Math.Pow(x[i], -c.p)).Within(1e-11 * Math.Sqrt(gramian[i, i]) * c.j.Size(x)));
        }
    }, count: 300);

    [Test]
    public void OfOneVectorItHasAClosedForm() => Properties.Hold(Powers.SelectMany(p => Gen.Elements(1e-20, 0.3, 1e20).Select(square => (p, square))), c =>
    {
        var expected = Math.Pow(c.square, -1 / (1 + c.p));

        Assert.That(FairPoint.Find(new[,] { { c.square } }, c.p, 1e-15)![0], Is.EqualTo(expected).Within(1e-13 * expected));
    });

    [Test]
    public void AVectorCTimesAsLongGetsAWeightCTimesAsSmallForPowerOne() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        const double Factor = 1e-7;
        var plain = FairPoint.Find(jacobian.Gramian().ToArray(), 1, 1e-14)!;
        var scaled = FairPoint.Find(jacobian.WithScaled(0, Factor).Gramian().ToArray(), 1, 1e-14)!;

        Assert.That(scaled[0] * Factor, Is.EqualTo(plain[0]).Within(1e-10 * plain[0]));
        Assert.That(scaled[1..].Zip(plain[1..], (a, b) => a / b), Is.All.EqualTo(1).Within(1e-10));
    });

    [Test]
    public void VectorsThatCancelOutHaveNone() => Assert.That(FairPoint.Find(new double[,] { { 1, -3 }, { -3, 9 } }, 1, 1e-15), Is.Null);

    [TestCase(1e-3)]
    [TestCase(1e-6)]
    public void VectorsThatNearlyCancelOutStillHaveOne(double angle)
    {
        var (x, y) = (-Math.Cos(angle), Math.Sin(angle));
        double[,] gramian = { { 1, x }, { x, (x * x) + (y * y) } };

        // By symmetry both weights are equal: w^2 (1 - cos) = 1.
        var expected = 1 / Math.Sqrt(2 * Math.Pow(Math.Sin(angle / 2), 2));
        Assert.That(FairPoint.Find(gramian, 1, 1e-15), Is.All.EqualTo(expected).Within(1e-3 * expected));
    }
}
