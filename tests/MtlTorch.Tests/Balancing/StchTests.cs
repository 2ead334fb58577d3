using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class StchTests() : LossWeightingContract(new StchOptions(), WhenLossesGrow.OtherWeights)
{
    [RecordedWeighting("STCH", "torchjd_mu0.1_uniform")]
    [RecordedWeighting("STCH", "torchjd_mu0.1_pref_ref")]
    [RecordedWeighting("STCH", "torchjd_mu0.5_uniform")]
    [RecordedWeighting("STCH", "torchjd_mu0.5_pref_ref")]
    [RecordedWeighting("STCH", "torchjd_mu1_uniform")]
    [RecordedWeighting("STCH", "torchjd_mu1_pref_ref")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        var options = new StchOptions
        {
            Mu = recorded.Hyper.Number("mu"),
            Preferences = recorded.PerTask("weights"),
            Reference = recorded.PerTask("reference"),
        };
        var method = (Stch)options.Build(recorded.Context);
        foreach (var step in recorded.Steps)
        {
            recorded.Check(step, method);
        }
    }

    [Test]
    public void WithLittleSmoothnessOnlyTheLargestWeightedLossCounts()
    {
        using var scope = torch.NewDisposeScope();

        var weights = new Stch(mu: 1e-3, [0.7, 0.2], [0, 0]).Weights(torch.tensor(new[] { 1.0, 3.0 }));

        Assert.That(TensorAssert.Doubles(weights), Is.EqualTo(new[] { 0.7, 0 }).Within(1e-12));
    }

    [Test]
    public void AReferenceOfAnotherLengthIsRefused()
    {
        var problem = Assert.Throws<InvalidOptionException>(() => new StchOptions { Reference = [0] }.Build(new(2, Some.Context().Randomness, torch.CPU)));

        Assert.That(problem!.Message, Is.EqualTo("reference: it has 1 numbers, and there are 2 tasks. Give one number per task, in the order of the tasks."));
    }

    [Test]
    public void PreferencesThatCountNothingAreRefused()
    {
        var problem = Assert.Throws<InvalidOptionException>(() => new StchOptions { Preferences = [0, 0] }.Build(new(2, Some.Context().Randomness, torch.CPU)));

        Assert.That(problem!.Message, Is.EqualTo("preferences: all of them are 0, so that no task counts. Give at least one a number above 0."));
    }
}
