using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing;

public sealed class TrimmedMeanTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "TrimmedMean", "torchjd_trim1" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "TrimmedMean", "torchjd_trim2" })]
    public void ItGivesTheRecordedDirection(AggregatorCase recorded)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        var options = new TrimmedMeanOptions { Trim = recorded.Variant == "torchjd_trim1" ? 1 : 2 };
        foreach (var type in new[] { torch.float64, torch.float32 })
        {
            var jacobian = recorded.Jacobian(type: type);
            var context = new BalancingContext((int)jacobian.shape[0], randomness, torch.CPU);
            if (recorded.Status == "not_applicable")
            {
                Assert.That(() => options.Build(context), Throws.TypeOf<InvalidOptionException>());
                continue;
            }

            var method = (IGradientAggregation)options.Build(context);
            recorded.CheckVector(method.Aggregate(jacobian, torch.zeros(1)).Direction);
        }
    }

    [Test]
    public void OneTaskThatGoesAstrayChangesNothing()
    {
        using var scope = torch.NewDisposeScope();
        var jacobian = torch.tensor(new[,] { { 1.0, 2 }, { 1, 2 }, { 1e9, -1e9 } });

        var direction = new TrimmedMean(1).Aggregate(jacobian, torch.zeros(3)).Direction;

        Assert.That(TensorAssert.Doubles(direction), Is.EqualTo(new[] { 1.0, 2 }));
    }
}
