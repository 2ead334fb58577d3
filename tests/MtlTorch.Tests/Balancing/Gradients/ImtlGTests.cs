using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class ImtlGTests : GramianContract
{
    protected override IGramianWeighting Make(int tasks) => new ImtlG();

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "IMTL-G", "torchjd" })]
    public void EqualsTheRecordedSum(AggregatorCase row) => GramianRows.Check(row, () => new ImtlG());

    [Test]
    public void EveryTaskSeesAStepOfTheSameLength() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var gramian = jacobian.Gramian();
        var weights = new ImtlG().Weights(gramian, jacobian.Losses);
        double[] lengths = [.. Enumerable.Range(0, jacobian.Tasks).Select(i => Enumerable.Range(0, jacobian.Tasks).Sum(j => weights[j] * gramian[i, j]) / gramian.Norm(i))];

        Assert.That(lengths, Is.All.EqualTo(lengths[0]).Within(1e-9 * jacobian.Size(weights)));
        Assert.That(weights.Sum(), Is.EqualTo(1).Within(1e-9 * weights.Max(Math.Abs)));
    });

    [Test]
    public void ASmallGradientCountsEvenBesideAHugeOne()
    {
        // Orthogonal gradients: the weights are inverse to the norms.
        var weights = new ImtlG().Weights(new Gramian(new double[,] { { 1e-12, 0 }, { 0, 1e12 } }, 1e-7), [1, 1]);

        Assert.That(weights, Is.EqualTo(new[] { 1 / (1 + 1e-12), 1e-12 / (1 + 1e-12) }).Within(1e-15));
    }
}
