using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;

namespace MtlTorch.Tests.Modules;

public sealed class HardSharingTests
{
    [Test]
    public void EveryTaskGetsTheTrunksFeatures()
    {
        using var scope = torch.NewDisposeScope();
        var options = new MlpTrunkOptions { Hidden = [5, 3] };
        using var trunk = options.Build([4], Some.Context());
        using var sharing = new HardSharing(trunk, tasks: 3);
        var input = TestPattern.Tensor([2, 4], 1);

        var features = sharing.call(input);

        Assert.That(features, Has.Length.EqualTo(3));
        Assert.That(features.Distinct().Count(), Is.EqualTo(1), "one object, computed once");
        TensorAssert.Same(features[0].Features, trunk.call(input));
        Assert.That(Enumerable.Range(0, 3).Select(sharing.FeaturesOf), Is.All.EqualTo(3));
    }

    [Test]
    public void GradientsOfTheTasksAddUpInTheTrunk()
    {
        using var scope = torch.NewDisposeScope();
        var options = new MlpTrunkOptions { Hidden = [3], Activation = Activation.Tanh };
        var input = TestPattern.Tensor([2, 4], 1);
        var gradients = new[] { (1.0, 0.0), (0.0, 1.0), (1.0, 1.0) }.Select(weights =>
        {
            using var sharing = new HardSharingOptions().Build(options, [4], tasks: 2, Some.Context());
            TestPattern.Fill(sharing);
            var features = sharing.call(input);
            (features[0].Features.square().sum() * weights.Item1 + features[1].Features.sum() * weights.Item2).backward();
            return sharing.parameters().First().grad!;
        }).ToArray();

        TensorAssert.Close(gradients[2], gradients[0] + gradients[1], 1e-6);
    }
}
