using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class UncertaintyTests() : StatefulWeightingContract(new UncertaintyOptions(), WhenLossesGrow.OtherWeights)
{
    [RecordedWeighting("UW", "libmtl")]
    [RecordedWeighting("UW", "torchjd")]
    public void TheRegressionFormIsAsRecorded(WeightingCase recorded) => Check(recorded, UncertaintyForm.Regression);

    [RecordedWeighting("UW", "samsung")]
    public void TheClassificationFormIsAsRecorded(WeightingCase recorded) => Check(recorded, UncertaintyForm.Classification);

    [RecordedWeighting("UW", "kendall_sigma")]
    public void WithSigmaInThePlaceOfTheLogarithmItIsThePapersFormula(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            using var method = Method(recorded, UncertaintyForm.Regression);
            var sigma = recorded.Tensor(step, "sigma");
            method.Set(2 * sigma.log());
            recorded.Check(step, method);
            recorded.Check(step, "grad_sigma", method.Gradient() * 2 / sigma);
        }
    }

    [TestCase(UncertaintyForm.Regression, 0.5)]
    [TestCase(UncertaintyForm.Classification, 1)]
    public void ItBeginsWithTheInitialVariance(UncertaintyForm form, double factor)
    {
        using var scope = torch.NewDisposeScope();
        using var method = new Uncertainty(new UncertaintyOptions { Form = form, InitialLogVariance = -0.5 }, new(2, Some.Context().Randomness, torch.CPU));

        var weights = method.Weights(torch.tensor(new[] { 1.0, 7.0 }));

        Assert.That(TensorAssert.Doubles(weights), Is.All.EqualTo(factor * Math.Exp(0.5)).Within(1e-12));
    }

    [TestCase(UncertaintyForm.Regression, 1)]
    [TestCase(UncertaintyForm.Classification, 2)]
    public void TheVariancesFindTheirOptimum(UncertaintyForm form, double factor)
    {
        double[] losses = [0.3, 1.7];
        using var scope = torch.NewDisposeScope();
        using var method = new Uncertainty(new UncertaintyOptions { Form = form, Lr = 0.02 }, new(2, Some.Context().Randomness, torch.CPU));
        for (var step = 0; step < 1000; step++)
        {
            using var weights = method.Weights(torch.tensor(losses));
        }

        Assert.That(TensorAssert.Doubles(method.Values().exp()), Is.EqualTo(losses.Select(l => factor * l)).Within(1e-3));
    }

    [Test]
    public void UnderALossOfZeroTheWeightStaysANumber()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new Uncertainty(new UncertaintyOptions { Lr = 10 }, new(1, Some.Context().Randomness, torch.CPU));
        for (var step = 0; step < 20; step++)
        {
            method.Weights(torch.zeros(1));
        }

        Assert.That(method.Weights(torch.zeros(1)).item<float>(), Is.EqualTo(Math.Exp(30) / 2).Within(0.01).Percent);
    }

    [TestCase(UncertaintyForm.Regression)]
    [TestCase(UncertaintyForm.Classification)]
    public void TheGradientOfTheLogVariancesIsThatOfTheTotal(UncertaintyForm form)
    {
        using var scope = torch.NewDisposeScope();
        using var method = new Uncertainty(new UncertaintyOptions { Form = form }, new(3, Some.Context().Randomness, torch.CPU));

        LearnedState.CheckGradientOfTotal(method);
    }

    private static Uncertainty Method(WeightingCase recorded, UncertaintyForm form) => new(new UncertaintyOptions { Form = form }, recorded.Context);

    private static void Check(WeightingCase recorded, UncertaintyForm form)
    {
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            using var method = Method(recorded, form);
            method.Set(recorded.Tensor(step, "log_var"));
            recorded.Check(step, method);
            recorded.Check(step, "grad_log_var", method.Gradient());
        }
    }
}
