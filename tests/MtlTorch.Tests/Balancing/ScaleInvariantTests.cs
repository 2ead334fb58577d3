using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class ScaleInvariantTests() : LossWeightingContract(new ScaleInvariantOptions(), WhenLossesGrow.OtherWeights)
{
    [RecordedWeighting("ScaleInvariant", "samsung")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            recorded.Check(step, new ScaleInvariant(offset: 1));
        }
    }

    [Test]
    public void WithASmallOffsetWeightsAreTheInverseLosses()
    {
        using var scope = torch.NewDisposeScope();

        var weights = new ScaleInvariant(offset: 1e-12).Weights(torch.tensor(new[] { 0.01, 4 }));

        Assert.That(TensorAssert.Doubles(weights), Is.EqualTo(new[] { 100, 0.25 }).Within(1e-6));
    }
}
