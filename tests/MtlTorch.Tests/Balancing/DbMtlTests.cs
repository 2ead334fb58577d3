using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing;

public sealed class DbMtlTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "DB-MTL", "libmtl_b0.9_s0" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "DB-MTL", "libmtl_b0.9_s0.5" })]
    public void ItGivesTheRecordedDirections(AggregatorCase recorded) =>
        recorded.CheckCalls(() => new DbMtl(recorded.Hyper.Number("beta"), recorded.Hyper.Number("beta_sigma")));

    [Test]
    public void EveryTaskPullsAsHardAsTheHardest()
    {
        using var scope = torch.NewDisposeScope();
        using var method = new DbMtl(0, 0);
        var jacobian = torch.tensor(new[,] { { 5.0, 0 }, { 0, 0.01 } });

        var direction = method.Aggregate(jacobian, torch.ones(2, torch.float64)).Direction;

        Assert.That(TensorAssert.Doubles(direction), Is.EqualTo(new[] { 5.0, 5.0 }).Within(1e-4));
    }
}
