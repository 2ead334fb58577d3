using MtlTorch.Modules.Trunks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Modules;

/// <summary>Trunks overwrite what autograd does not need: their gradients are those of layers that overwrite nothing.</summary>
public sealed class InPlaceTests
{
    [Test]
    public void OfLeNet() => AssertSameGradients(
        new LeNetOptions { Features = 6 },
        [1, 16, 16],
        nn.Sequential(
            nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(),
            nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU(),
            nn.Flatten(), nn.Linear(20, 6), nn.ReLU()));

    [Test]
    public void OfAConvTrunk() => AssertSameGradients(
        new ConvTrunkOptions
        {
            Blocks =
            [
                new() { Channels = 4 },
                new() { Channels = 6, Norm = Normalization.Batch, Pool = 1 },
                new() { Channels = 4, Norm = Normalization.Group },
            ],
            Output = ConvOutput.Average,
            Dense = [5, 4],
        },
        [2, 8, 8],
        nn.Sequential(
            nn.Conv2d(2, 4, 3, padding: 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(4, 6, 3, padding: 1, bias: false), nn.BatchNorm2d(6), nn.ReLU(),
            nn.Conv2d(6, 4, 3, padding: 1), nn.GroupNorm(4, 4), nn.ReLU(), nn.MaxPool2d(2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 4), nn.ReLU()));

    [Test]
    public void OfAnMlpTrunk() => AssertSameGradients(
        new MlpTrunkOptions { Hidden = [7, 5] },
        [3, 2],
        nn.Sequential(nn.Flatten(), nn.Linear(6, 7), nn.ReLU(), nn.Linear(7, 5), nn.ReLU()));

    private static void AssertSameGradients(TrunkOptions options, long[] inputShape, Sequential layers)
    {
        using var scope = NewDisposeScope();
        using var trunk = options.Build(inputShape, Some.Context());
        using var plain = layers;
        TestPattern.Fill(trunk);
        TestPattern.Fill(plain);
        var input = TestPattern.Tensor([3, .. inputShape], 50);
        var untouched = input.clone();

        trunk.call(input).square().sum().backward();
        plain.call(input).square().sum().backward();

        Assert.That(trunk.parameters().Any(p => TensorAssert.Doubles(p.grad!).Any(x => x != 0)));
        foreach (var (actual, expected) in trunk.parameters().Zip(plain.parameters()))
        {
            TensorAssert.Close(actual.grad!, expected.grad!, 1e-4);
        }

        TensorAssert.Same(input, untouched);
    }
}
