using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class FamoTests() : StatefulWeightingContract(new FamoOptions(), WhenLossesGrow.SameWeights)
{
    [RecordedWeighting("FAMO", "wd1e-3")]
    [RecordedWeighting("FAMO", "wd1e-5_min")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        var hyper = recorded.Hyper;
        var options = new FamoOptions { Lr = hyper.Number("lr"), WeightDecay = hyper.Number("weight_decay"), MinLosses = recorded.PerTask("min_losses") };
        using var method = new Famo(options, recorded.Context);
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            recorded.Check(step, method);
            recorded.Check(step, "w", method.Values());
            method.Revisit(recorded.Tensor(step, "losses_after"));
            recorded.Check(step, "w_next", method.Values());
        }
    }

    [Test]
    public void TheGradientOfTheLogitsIsThatOfTheSharedProgress()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new Famo(new FamoOptions { WeightDecay = 0 }, new(3, Some.Context().Randomness, torch.CPU));
        double[] before = [1, 2, 3], after = [0.9, 1.95, 1.5], place = [0.3, -0.8, 1.1];
        method.Set(torch.tensor(place));
        method.Weights(torch.tensor(before));
        method.Revisit(torch.tensor(after));

        LearnedState.CheckGradient(
            values =>
            {
                var exponentials = values.Select(Math.Exp).ToArray();
                return exponentials.Select((e, i) => e / exponentials.Sum() * Math.Log(before[i] / after[i])).Sum();
            },
            place,
            method.Gradient());
    }

    [Test]
    public void ALossBelowItsBoundCountsAsAtTheBound()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new Famo(new FamoOptions { MinLosses = [0.5, 0] }, new(2, Some.Context().Randomness, torch.CPU));

        TensorAssert.Same(method.Weights(torch.tensor(new[] { 0.4, 1 })), method.Weights(torch.tensor(new[] { 0.5, 1 })));
    }

    [Test]
    public void BoundsOfAnotherNumberAreRefused()
    {
        var problem = Assert.Throws<InvalidOptionException>(() => new FamoOptions { MinLosses = [0] }.Build(new(2, Some.Context().Randomness, torch.CPU)));

        Assert.That(problem!.Option, Is.EqualTo("minLosses"));
    }
}
