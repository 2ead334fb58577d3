using MtlTorch.Modules;
using MtlTorch.Modules.Trunks;

namespace MtlTorch.Tests.Modules;

public sealed class ConvBlockTests
{
    [TestCase(1, ExpectedResult = 1)]
    [TestCase(31, ExpectedResult = 31)]
    [TestCase(32, ExpectedResult = 32)]
    [TestCase(37, ExpectedResult = 1)]
    [TestCase(48, ExpectedResult = 24)]
    [TestCase(64, ExpectedResult = 32)]
    [TestCase(96, ExpectedResult = 32)]
    public int GroupsAreTheLargestNumberUpTo32ThatDividesTheChannels(int channels)
    {
        using var scope = torch.NewDisposeScope();
        var options = new ConvBlockOptions { Channels = channels, Pool = 1, Norm = Normalization.Group, Activation = Activation.Identity };
        using var block = new ConvBlock(options, 1, Some.Context());
        var output = block.call(TestPattern.Tensor([1, 1, 12, 12], 1)).squeeze(0);

        // Every group is brought to mean 0 by itself, so the largest number of such groups is the one that was used.
        return Enumerable.Range(1, channels).Last(groups => channels % groups == 0 && IsCentered(output, groups));
    }

    [TestCase(Normalization.Batch, false)]
    [TestCase(Normalization.Group, true)]
    [TestCase(Normalization.Layer, true)]
    [TestCase(Normalization.None, true)]
    public void ABiasThatBatchNormWouldTakeAwayIsLeftOut(Normalization norm, bool bias)
    {
        using var block = new ConvBlock(new() { Channels = 4, Norm = norm }, 3, Some.Context());

        Assert.That(block.named_parameters().Select(p => p.name), bias ? Does.Contain("conv.bias") : Does.Not.Contain("conv.bias"));
    }

    [Test]
    public void DropoutTakesWholeChannelsAtTheEnd()
    {
        using var scope = torch.NewDisposeScope();
        using var block = new ConvBlock(new() { Channels = 50, Activation = Activation.Sigmoid, Dropout = 0.5 }, 1, Some.Context());

        var output = block.call(TestPattern.Tensor([2, 1, 8, 8], 1)).flatten(2);
        var channels = TensorAssert.Doubles(output).Chunk(16).ToList();

        Assert.That(channels.Count(c => c.All(x => x == 0)), Is.InRange(25, 75));
        Assert.That(channels.Where(c => c.Any(x => x == 0)), Has.All.All.Zero, "never a part of a channel");
    }

    [Test]
    public void WithoutAnythingButTheConvolutionItIsTheConvolution()
    {
        using var scope = torch.NewDisposeScope();
        var options = new ConvBlockOptions { Channels = 5, Kernel = 3, Stride = 2, Padding = 1, Pool = 1, Activation = Activation.Identity };
        using var block = new ConvBlock(options, 2, Some.Context());
        using var convolution = torch.nn.Conv2d(2, 5, 3, 2, 1);
        TestPattern.Fill(block);
        TestPattern.Fill(convolution);
        var input = TestPattern.Tensor([2, 2, 9, 9], 1);

        TensorAssert.Same(block.call(input), convolution.call(input));
    }

    private static bool IsCentered(torch.Tensor output, int groups)
    {
        using var scope = torch.NewDisposeScope();
        return TensorAssert.Doubles(output.reshape(groups, -1).mean([1])).All(mean => Math.Abs(mean) < 1e-5);
    }
}
