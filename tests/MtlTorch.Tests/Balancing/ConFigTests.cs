using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing;

public sealed class ConFigTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "ConFIG", "torchjd" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "ConFIG", "torchjd_pref" })]
    public void ItGivesTheRecordedDirection(AggregatorCase recorded)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var type in new[] { torch.float64, torch.float32 })
        {
            var jacobian = recorded.Jacobian(type: type);
            var preference = recorded.PerTask("pref_vector") ?? [.. Enumerable.Repeat(1.0, (int)jacobian.shape[0])];

            recorded.CheckVector(new ConFig(preference).Aggregate(jacobian, torch.zeros(1)).Direction);
        }
    }

    [Test]
    public void EveryTaskHasTheSameCosineWithIt()
    {
        using var scope = torch.NewDisposeScope();
        var jacobian = TestPattern.Tensor([4, 9], 3).to(torch.float64);

        var direction = new ConFig([1, 1, 1, 1]).Aggregate(jacobian, torch.zeros(4)).Direction;

        var cosines = TensorAssert.Doubles(jacobian.mv(direction) / (jacobian.norm(1) * direction.norm()));
        Assert.That(cosines, Is.All.EqualTo(cosines[0]).Within(1e-12).And.Positive);
    }
}
