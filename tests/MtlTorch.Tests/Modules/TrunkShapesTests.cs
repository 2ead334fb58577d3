using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Modules.Trunks;

namespace MtlTorch.Tests.Modules;

/// <summary>What a trunk says about its width, it says before it is built, and it is true; or it is refused both times.</summary>
public sealed class TrunkShapesTests
{
    private static readonly Gen<ConvBlockOptions> Blocks =
        from channels in Gen.Choose(1, 6)
        from kernel in Gen.Choose(1, 5)
        from stride in Gen.Choose(1, 3)
        from padding in Gen.Elements<int?>(null, null, 0, 1, 3)
        from pool in Gen.Choose(1, 3)
        from norm in Gen.Elements(Enum.GetValues<Normalization>())
        select new ConvBlockOptions { Channels = channels, Kernel = kernel, Stride = stride, Padding = padding, Pool = pool, Norm = norm };

    private static readonly Gen<long[]> Images =
        from channels in Gen.Choose(1, 3)
        from height in Gen.Choose(1, 24)
        from width in Gen.Choose(1, 24)
        select new long[] { channels, height, width };

    private static readonly Gen<int[]> Sizes = Gen.Choose(0, 2).SelectMany(count => Gen.Choose(1, 7).ArrayOf(count));

    [Test]
    public void OfConvTrunks()
    {
        var trunks =
            from count in Gen.Choose(1, 3)
            from blocks in Blocks.ArrayOf(count)
            from output in Gen.Elements(Enum.GetValues<ConvOutput>())
            from dense in Sizes
            select (TrunkOptions)new ConvTrunkOptions { Blocks = blocks, Output = output, Dense = dense };

        AssertTrue(trunks.Zip(Images), count: 300);
    }

    [Test]
    public void OfLeNets()
    {
        var trunks = Gen.Choose(1, 9).Select(features => (TrunkOptions)new LeNetOptions { Features = features });

        AssertTrue(trunks.Zip(Images), count: 100);
    }

    [Test]
    public void OfMlpTrunks()
    {
        var shapes = Gen.Choose(1, 3).SelectMany(dimensions => Gen.Choose(1, 5).Select(size => (long)size).ArrayOf(dimensions));
        var trunks = Sizes.Where(sizes => sizes.Length > 0).Select(sizes => (TrunkOptions)new MlpTrunkOptions { Hidden = sizes });

        AssertTrue(trunks.Zip(shapes), count: 100);
    }

    private static void AssertTrue(Gen<(TrunkOptions, long[])> cases, int count)
    {
        var (built, refused) = (0, 0);
        Properties.Hold(cases, c => _ = IsBuiltAsPromised(c.Item1, c.Item2) ? built++ : refused++, count);

        Assert.That(built, Is.GreaterThan(count / 10), "the cases must not all be refused");
        Assert.That(built + refused, Is.EqualTo(count));
    }

    private static bool IsBuiltAsPromised(TrunkOptions options, long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        long features;
        try
        {
            features = options.FeaturesOf(shape);
        }
        catch (InvalidOptionException)
        {
            Assert.That(() => options.Build(shape, Some.Context()), Throws.TypeOf<InvalidOptionException>());
            return false;
        }

        using var trunk = options.Build(shape, Some.Context());
        var input = torch.ones([2, .. shape]);
        Assert.That(trunk.Features, Is.EqualTo(features));
        Assert.That(trunk.call(input).shape, Is.EqualTo(new[] { 2, features }));
        Assert.That(LiveTensors.LeftBy(() => trunk.call(input).Dispose()), Is.Zero, "intermediate tensors stay behind");
        return true;
    }
}
