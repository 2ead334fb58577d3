using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class CosmosTests() : LossWeightingContract(new CosmosOptions(), WhenLossesGrow.OtherWeights)
{
    [RecordedWeighting("COSMOS", "torchjd_l0")]
    [RecordedWeighting("COSMOS", "torchjd_l0.5")]
    [RecordedWeighting("COSMOS", "torchjd_l4")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        var options = new CosmosOptions { Lambda = recorded.Hyper.Number("lambda"), Preferences = recorded.PerTask("weights") };
        var method = (Cosmos)options.Build(recorded.Context);
        foreach (var step in recorded.Steps)
        {
            recorded.Check(step, method);
        }
    }

    [Test]
    public void OnTheDirectionOfThePreferencesOnlyTheSumCounts()
    {
        using var scope = torch.NewDisposeScope();

        var weights = new Cosmos(lambda: 3, [0.2, 0.6]).Weights(torch.tensor(new[] { 1.0, 3.0 }));

        Assert.That(TensorAssert.Doubles(weights), Is.EqualTo(new[] { 0.2, 0.6 }).Within(1e-12));
    }
}
