using MtlTorch.Tensors.Dense;
using MtlTorch.Tests.Balancing.Gradients;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class DualConeTests
{
    [Test]
    public void TheProjectionConflictsWithNothingAndTheRestIsNormalToIt() => Properties.Hold(Jacobian.Awkward(), jacobian =>
    {
        var gramian = jacobian.Gramian().ToArray();
        double[] combination = [.. jacobian.Losses.Select(l => 1 / l)];
        var projected = DualCone.Project(gramian, combination, 1e-15 * jacobian.Tasks);
        var products = DenseAlgebra.Times(gramian, projected);
        var size = jacobian.Size(projected);

        for (var i = 0; i < jacobian.Tasks; i++)
        {
            var noise = 1e-9 * Math.Sqrt(gramian[i, i]) * size;
            Assert.That(projected[i], Is.GreaterThanOrEqualTo(combination[i]));
            Assert.That(products[i], Is.GreaterThanOrEqualTo(-noise));
            Assert.That(projected[i] > combination[i] ? products[i] : 0, Is.LessThanOrEqualTo(noise), "moved along a gradient that it does not touch");
        }
    }, count: 500);

    [Test]
    public void OfTwoVectorsThatConflictEachLosesItsPartAlongTheOther()
    {
        var projected = DualCone.Project(new double[,] { { 4, -1 }, { -1, 2 } }, [1, 0], 1e-15);

        Assert.That(projected, Is.EqualTo(new[] { 1, 0.5 }).Within(1e-15));
    }
}
