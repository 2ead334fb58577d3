using MtlTorch.Balancing.Weighting;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing;

public sealed class RandomWeightingTests() : LossWeightingContract(new RandomWeightingOptions(), WhenLossesGrow.SameWeights)
{
    protected override bool DrawsOnly => true;

    [RecordedWeighting("RLW", "torchjd_libmtl")]
    public void WeightsOfGivenNormalsAreAsRecorded(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            var weights = RandomWeighting.FromNormals(recorded.Tensor(step, "normals"));
            recorded.Check(step, "weights", weights);
            recorded.Check(step, "total", (weights * recorded.Tensor(step, "losses")).sum());
        }
    }

    [Test]
    public void TheDrawsAreThoseOfItsOwnStream()
    {
        using var scope = torch.NewDisposeScope();
        using var ours = new Randomness(7);
        using var others = new Randomness(7);
        var losses = torch.ones(4, torch.float64);
        var method = new RandomWeighting(ours);
        for (var step = 0; step < 3; step++)
        {
            using var disturbance = torch.randn(3);
            var normals = torch.randn(4, torch.float64, generator: others.Stream(RandomWeighting.Purpose));

            TensorAssert.Same(method.Weights(losses), normals.softmax(0));
        }
    }

    [Test]
    public void RunsWithAnotherSeedDrawOtherWeights()
    {
        using var scope = torch.NewDisposeScope();
        using var one = new Randomness(1);
        using var two = new Randomness(2);

        var weights = TensorAssert.Doubles(new RandomWeighting(one).Weights(torch.ones(4)));

        Assert.That(TensorAssert.Doubles(new RandomWeighting(two).Weights(torch.ones(4))), Is.Not.EqualTo(weights));
    }
}
