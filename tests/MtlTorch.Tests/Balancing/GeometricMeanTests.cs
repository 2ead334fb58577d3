using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class GeometricMeanTests() : LossWeightingContract(new GeometricMeanOptions(), WhenLossesGrow.SameWeights)
{
    [RecordedWeighting("GLS", "libmtl")]
    [RecordedWeighting("GeometricMean", "torchjd")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            recorded.Check(step, new GeometricMean());
        }
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void ALossThatIsNotPositiveIsLeftOut(double loss)
    {
        using var scope = torch.NewDisposeScope();
        var losses = torch.tensor(new[] { 2, loss, 8 });

        Assert.That(new GeometricMean().Total(losses).item<double>(), Is.EqualTo(4).Within(1e-12));
        Assert.That(TensorAssert.Doubles(new GeometricMean().Weights(losses)), Is.EqualTo(new[] { 1, 0, 0.25 }).Within(1e-12));
    }

    [Test]
    public void ManyTinyLossesDoNotUnderflow()
    {
        using var scope = torch.NewDisposeScope();

        Assert.That(new GeometricMean().Total(torch.full(50, 1e-12)).item<float>(), Is.EqualTo(1e-12f).Within(1e-3).Percent);
    }
}
