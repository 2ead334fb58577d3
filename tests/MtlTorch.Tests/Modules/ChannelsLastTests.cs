using MtlTorch.Modules;

namespace MtlTorch.Tests.Modules;

public sealed class ChannelsLastTests
{
    [TestCase(1, new long[] { 20, 1, 5, 1 })]
    [TestCase(3, new long[] { 60, 1, 15, 3 })]
    public void Channels_of_a_pixel_lie_side_by_side(long channels, long[] strides)
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.arange(2 * channels * 4 * 5, dtype: torch.float32).view(2, channels, 4, 5);
        var turned = ChannelsLast.Of(images);
        Assert.That(turned.stride(), Is.EqualTo(strides));
        Assert.That(turned.eq(images).all().item<bool>(), Is.True);
    }

    [Test]
    public void Convolution_and_pooling_keep_it_and_give_the_same()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        var images = torch.rand([3, 1, 12, 10], generator: generator);
        var weight = torch.rand([6, 1, 3, 3], generator: generator);
        torch.Tensor Forward(torch.Tensor x) => torch.nn.functional.max_pool2d(torch.nn.functional.conv2d(x, weight), 2);
        var (plain, turned) = (Forward(images), Forward(ChannelsLast.Of(images)));
        Assert.That(turned.stride(1), Is.EqualTo(1));
        Assert.That((plain - turned).abs().max().item<float>(), Is.LessThan(1e-5f));
    }

    [Test]
    public void Double_precision_is_left_alone()
    {
        using var images = torch.zeros([2, 3, 4, 5], torch.float64);
        Assert.That(ChannelsLast.Of(images), Is.SameAs(images));
    }
}
