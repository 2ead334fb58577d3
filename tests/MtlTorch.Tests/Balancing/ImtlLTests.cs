using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class ImtlLTests() : StatefulWeightingContract(new ImtlLOptions(), WhenLossesGrow.OtherWeights)
{
    [RecordedWeighting("IMTL-L", "torchjd")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            using var method = new ImtlL(new ImtlLOptions(), recorded.Context);
            method.Set(recorded.Tensor(step, "log_scale"));
            recorded.Check(step, method);
            recorded.Check(step, "grad_log_scale", method.Gradient());
        }
    }

    [Test]
    public void TheScalesBringTheLossesToOne()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new ImtlL(new ImtlLOptions { Lr = 0.02 }, new(2, Some.Context().Randomness, torch.CPU));
        var losses = torch.tensor(new[] { 0.3, 1.7 });
        for (var step = 0; step < 1000; step++)
        {
            using var weights = method.Weights(losses);
        }

        Assert.That(TensorAssert.Doubles(method.Weights(losses) * losses), Is.All.EqualTo(1).Within(1e-3));
    }

    [Test]
    public void TheGradientOfTheScalesIsThatOfTheTotal()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new ImtlL(new ImtlLOptions(), new(3, Some.Context().Randomness, torch.CPU));

        LearnedState.CheckGradientOfTotal(method);
    }
}
