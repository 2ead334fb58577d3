using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing;

public sealed class ExcessMtlTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "ExcessMTL", "libmtl" })]
    public void ItGivesTheRecordedDirections(AggregatorCase recorded) =>
        recorded.CheckCalls(() => new ExcessMtl(recorded.Hyper.Number("robust_step_size")));

    [Test]
    public void ATaskThatStaysFarFromItsOptimumGainsWeight()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new ExcessMtl(0.5);
        var weights = new double[2];
        for (var step = 1; step <= 20; step++)
        {
            var jacobian = torch.tensor(new[,] { { 1.0, 1 }, { 1.0 / step, 1.0 / step } });
            weights = TensorAssert.Doubles(method.Aggregate(jacobian, torch.ones(2)).Weights!);
        }

        Assert.That(weights.Sum(), Is.EqualTo(2).Within(1e-12));
        Assert.That(weights[0], Is.GreaterThan(1.5));
    }
}
