using MtlTorch.Balancing.Gradients;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing;

public sealed class GradDropTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "GradDrop", "torchjd_draw0" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "GradDrop", "torchjd_draw1_leak" })]
    public void ItGivesTheRecordedDirection(AggregatorCase recorded)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var type in new[] { torch.float64, torch.float32 })
        {
            var jacobian = recorded.Jacobian(type: type);
            var leak = recorded.PerTask("leak") ?? new double[jacobian.shape[0]];
            var lots = torch.tensor(recorded.PerTask("uniforms")!).to(type);

            recorded.CheckVector(GradDrop.Aggregate(jacobian, lots, leak));
        }
    }

    [Test]
    public void WithAllLeakItIsTheSum()
    {
        using var scope = torch.NewDisposeScope();
        var jacobian = TestPattern.Tensor([3, 50], 1);

        var direction = GradDrop.Aggregate(jacobian, torch.full([50], 0.5), [1, 1, 1]);

        TensorAssert.Same(direction, jacobian.sum(dim: 0));
    }

    [Test]
    public void OnAverageOverTheLotsEachSignCountsByItsShare()
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        var method = new GradDrop([0, 0], randomness.Stream("lots"));
        var jacobian = torch.tensor(new[,] { { 3.0 }, { -1.0 } }).expand(2, 40_000).contiguous();

        // Three quarters of the length point upwards: 3 with probability 3/4, -1 with 1/4.
        var mean = method.Aggregate(jacobian, torch.zeros(2)).Direction.mean().item<double>();

        Assert.That(mean, Is.EqualTo(2).Within(0.05));
    }
}
