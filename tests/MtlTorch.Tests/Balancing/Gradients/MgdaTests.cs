using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class MgdaTests : GramianContract
{
    protected override bool HarmsNoTask => true;

    protected override IGramianWeighting Make(int tasks) => new Mgda(new MgdaOptions());

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "MGDA", "exact" })]
    public void EqualsTheExactMinimum(AggregatorCase row) => GramianRows.Check(row, () => new Mgda(new MgdaOptions()));

    [TestCase(GradientNormalization.None, 3, 4)]
    [TestCase(GradientNormalization.L2, 1, 1)]
    [TestCase(GradientNormalization.Loss, 1.5, 1)]
    [TestCase(GradientNormalization.LossPlus, 0.5, 0.25)]
    public void GradientsAreComparedAsTheyAreNormalized(GradientNormalization normalize, double first, double second)
    {
        // Orthogonal gradients of norms 3 and 4, losses 2 and 4: the weights are inverse to the squares of what is left.
        var weights = new Mgda(new MgdaOptions { Normalize = normalize }).Weights(new Gramian(new double[,] { { 9, 0 }, { 0, 16 } }, 1e-16), [2, 4]);

        var expected = second * second / ((first * first) + (second * second));
        Assert.That(weights, Is.EqualTo(new[] { expected, 1 - expected }).Within(1e-15));
    }

    [TestCase(GradientNormalization.Loss)]
    [TestCase(GradientNormalization.L2)]
    [TestCase(GradientNormalization.LossPlus)]
    public void ATaskWithoutLossAndGradientIsNotDividedByZero(GradientNormalization normalize)
    {
        var weights = new Mgda(new MgdaOptions { Normalize = normalize }).Weights(new Gramian(new double[,] { { 9, 0 }, { 0, 0 } }, 1e-16), [2, 0]);

        Assert.That(weights, Is.EqualTo(new double[] { 0, 1 }));
    }
}
