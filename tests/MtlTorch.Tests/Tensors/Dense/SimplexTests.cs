using FsCheck.Fluent;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class SimplexTests
{
    private static FsCheck.Gen<double[]> Points => Gen.Choose(1, 8).SelectMany(size => Gen.Choose(-3000, 3000).Select(n => n / 1000.0).ArrayOf(size));

    [Test]
    public void TheProjectionLiesOnTheSimplex() => Properties.Hold(Points.SelectMany(p => Gen.Elements(1, 1e6, 1e20).Select(s => p.Select(x => s * x).ToArray())), point =>
    {
        var projection = Simplex.Project(point);

        Assert.That(projection, Is.All.GreaterThanOrEqualTo(0));
        Assert.That(projection.Sum(), Is.EqualTo(1).Within(1e-14));
    });

    [Test]
    public void NoCornerLiesOnTheFarSide() => Properties.Hold(Points, point =>
    {
        // The nearest point of a convex set is the one from which every corner is seen at no acute angle.
        var projection = Simplex.Project(point);
        double[] residual = [.. point.Zip(projection, (x, p) => x - p)];

        Assert.That(residual, Is.All.LessThanOrEqualTo(DenseAlgebra.Dot(residual, projection) + 1e-13));
    });

    [Test]
    public void APointOfTheSimplexStays() => Assert.That(Simplex.Project([0.25, 0, 0.75]), Is.EqualTo(new[] { 0.25, 0, 0.75 }));
}
