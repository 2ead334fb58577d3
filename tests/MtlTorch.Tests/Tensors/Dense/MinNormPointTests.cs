using MtlTorch.Tensors.Dense;
using MtlTorch.Tests.Balancing.Gradients;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class MinNormPointTests
{
    [Test]
    public void EveryVectorReachesBeyondThePoint() => Properties.Hold(Jacobian.Awkward(), jacobian =>
    {
        var gramian = jacobian.Gramian().ToArray();
        var weights = MinNormPoint.Weights(gramian, 1e-15 * jacobian.Tasks);
        var products = DenseAlgebra.Times(gramian, weights);
        var square = DenseAlgebra.Dot(weights, products);

        Assert.That(weights, Is.All.GreaterThanOrEqualTo(0));
        Assert.That(weights.Sum(), Is.EqualTo(1).Within(1e-14));
        for (var i = 0; i < jacobian.Tasks; i++)
        {
            Assert.That(products[i], Is.GreaterThanOrEqualTo(square - (1e-9 * Math.Sqrt(gramian[i, i]) * jacobian.Size(weights))));
        }
    }, count: 500);

    [Test]
    public void OfTwoVectorsItIsTheFootOfThePerpendicularOrTheShorterOne() => Properties.Hold(Jacobian.Typical(2), jacobian =>
    {
        var pair = new Jacobian(jacobian.Rows[..2]).Gramian().ToArray();
        var foot = (pair[1, 1] - pair[0, 1]) / (pair[0, 0] + pair[1, 1] - (2 * pair[0, 1]));

        Assert.That(MinNormPoint.Weights(pair, 1e-15)[0], Is.EqualTo(Math.Clamp(foot, 0, 1)).Within(1e-12));
    });

    [Test]
    public void OfThreeVectorsNoOtherMeanIsShorter() => Properties.Hold(Jacobian.Typical(3), jacobian =>
    {
        const int Grid = 40;
        var gramian = new Jacobian(jacobian.Rows[..3]).Gramian().ToArray();
        var means = from i in Enumerable.Range(0, Grid + 1)
                    from j in Enumerable.Range(0, Grid + 1 - i)
                    select new[] { i / (double)Grid, j / (double)Grid, (Grid - i - j) / (double)Grid };

        var least = DenseAlgebra.Form(gramian, MinNormPoint.Weights(gramian, 1e-15));
        Assert.That(means.Select(w => DenseAlgebra.Form(gramian, w)), Is.All.GreaterThanOrEqualTo(least - 1e-14));
    });

    [Test]
    public void ZeroVectorsShareTheWeight() => Assert.That(
        MinNormPoint.Weights(new double[,] { { 0, 0, 0 }, { 0, 3, 0 }, { 0, 0, 0 } }, 1e-15), Is.EqualTo(new[] { 0.5, 0, 0.5 }));

    [Test]
    public void OppositeVectorsVanish()
    {
        double[,] opposite = { { 1, -3 }, { -3, 9 } };
        var weights = MinNormPoint.Weights(opposite, 1e-15);

        Assert.That(weights, Is.EqualTo(new[] { 0.75, 0.25 }).Within(1e-15));
        Assert.That(MinNormPoint.Vanishes(opposite, weights, 1e-15), Is.True);
        Assert.That(MinNormPoint.Vanishes(opposite, [0.7, 0.3], 1e-15), Is.False);
    }
}
