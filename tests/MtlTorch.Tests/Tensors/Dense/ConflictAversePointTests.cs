using FsCheck.Fluent;
using MtlTorch.Tensors.Dense;
using MtlTorch.Tests.Balancing.Gradients;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class ConflictAversePointTests
{
    private static FsCheck.Gen<(Jacobian Jacobian, double Radius)> Cases(FsCheck.Gen<Jacobian> jacobians) =>
        jacobians.SelectMany(j => Gen.Elements(0.01, 0.4, 1, 5).Select(share => (j, share * Length(j, Mean(j)))));

    [Test]
    public void NoOtherWeightsDoBetter() => Properties.Hold(Cases(Jacobian.Awkward()), c =>
    {
        var gramian = c.Jacobian.Gramian().ToArray();
        var found = ConflictAversePoint.Weights(gramian, Mean(c.Jacobian), c.Radius, 1e-15 * c.Jacobian.Tasks);
        var value = Value(c.Jacobian, found, c.Radius);
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            // Far points and near ones.
            var share = Math.Pow(10, -4 * random.NextDouble());
            double[] drawn = [.. c.Jacobian.Rows.Select(_ => -Math.Log(random.NextDouble()))];
            double[] other = [.. found.Zip(drawn, (w, d) => ((1 - share) * w) + (share * d / drawn.Sum()))];
            var noise = 1e-12 * ((c.Jacobian.Size(found) + c.Jacobian.Size(other)) * (c.Jacobian.Size(Mean(c.Jacobian)) + c.Radius));
            Assert.That(value, Is.LessThanOrEqualTo(Value(c.Jacobian, other, c.Radius) + noise));
        }
    }, count: 300);

    [Test]
    public void TheStepThatBelongsToItHelpsEveryTaskThatCounts() => Properties.Hold(Cases(Jacobian.Typical(2)), c =>
    {
        // Optimality of the primal problem: tasks with weight gain equally, and no task gains less.
        var (center, gramian) = (Mean(c.Jacobian), c.Jacobian.Gramian().ToArray());
        var found = ConflictAversePoint.Weights(gramian, center, c.Radius, 1e-15 * c.Jacobian.Tasks);
        double[] step = [.. center.Zip(found, (m, w) => m + (c.Radius / Length(c.Jacobian, found) * w))];
        var gains = DenseAlgebra.Times(gramian, step);
        var least = gains.Min();

        Assert.That(gains.Where((_, i) => found[i] > 0), Is.All.EqualTo(least).Within(1e-10 * c.Jacobian.Size(step) * gramian.Cast<double>().Max()));
    });

    [Test]
    public void WithoutRadiusItIsTheCenter() => Assert.That(
        ConflictAversePoint.Weights(new double[,] { { 1, 0 }, { 0, 1 } }, [0.3, 0.7], 0, 1e-15), Is.EqualTo(new[] { 0.3, 0.7 }));

    private static double[] Mean(Jacobian jacobian) => [.. jacobian.Rows.Select(_ => 1.0 / jacobian.Tasks)];

    private static double Length(Jacobian jacobian, double[] weights) => Math.Sqrt(jacobian.Direction(weights).Sum(x => x * x));

    private static double Value(Jacobian jacobian, double[] weights, double radius) =>
        DenseAlgebra.Dot(jacobian.Direction(weights), jacobian.Direction(Mean(jacobian))) + (radius * Length(jacobian, weights));
}
