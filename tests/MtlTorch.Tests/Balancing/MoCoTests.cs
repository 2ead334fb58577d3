using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing;

public sealed class MoCoTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "MoCo", "libmtl" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "MoCo", "libmtl_rho" })]
    public void ItGivesTheRecordedDirections(AggregatorCase recorded)
    {
        var hyper = recorded.Hyper;
        var options = new MoCoOptions
        {
            Beta = hyper.Number("beta"),
            BetaSigma = hyper.Number("beta_sigma"),
            Gamma = hyper.Number("gamma"),
            GammaSigma = hyper.Number("gamma_sigma"),
            Rho = hyper.Number("rho"),
        };

        recorded.CheckCalls(() => new MoCo(options));
    }

    [Test]
    public void LargeGradientsAreFollowedAtTheLengthOfTheirLosses()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new MoCo(new MoCoOptions { Beta = 1, Gamma = 0 });
        var jacobian = torch.tensor(new[,] { { 1e6, 0 }, { 0, 1e-3 } });

        var direction = method.Aggregate(jacobian, torch.tensor(new[] { 2.0, 4.0 })).Direction;

        Assert.That(TensorAssert.Doubles(direction), Is.EqualTo(new[] { 1.0, 2.0 }).Within(1e-4));
    }
}
