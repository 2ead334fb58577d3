using MtlTorch.Modules.Trunks;

namespace MtlTorch.Tests.Modules;

public sealed class ImpossibleShapesTests
{
    private static IEnumerable<TestCaseData> Cases()
    {
        ConvBlockOptions block = new() { Channels = 2 };
        yield return Case(
            "conv on rows", new ConvTrunkOptions(), [8], "",
            "the conv trunk needs images [channels, height, width]; the inputs are [8]. Use the mlp trunk for them.");
        yield return Case(
            "conv, too many blocks", new ConvTrunkOptions { Blocks = [block, block, block, block] }, [1, 10, 12], "blocks[3]",
            "nothing is left of images [1, 10, 12] after this block; use fewer blocks, a smaller kernel, stride or pool, or padding.");
        yield return Case(
            "conv, kernel larger than the image", new ConvTrunkOptions { Blocks = [block with { Kernel = 7, Padding = 0 }] }, [1, 28, 6], "blocks[0]",
            "nothing is left of images [1, 28, 6] after this block; use fewer blocks, a smaller kernel, stride or pool, or padding.");
        yield return Case(
            "lenet on rows", new LeNetOptions(), [784], "",
            "the lenet trunk needs images [channels, height, width]; the inputs are [784]. Use the mlp trunk for them.");
        yield return Case(
            "lenet on small images", new LeNetOptions(), [1, 15, 28], "",
            "the lenet trunk needs images of at least 16 x 16; the inputs are [1, 15, 28].");

        static TestCaseData Case(string name, TrunkOptions trunk, long[] shape, string option, string problem) =>
            new TestCaseData(trunk, shape, option, problem).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Cases))]
    public void AreRefusedWithTheOptionAndWhatToDo(TrunkOptions trunk, long[] shape, string option, string problem)
    {
        var refusal = Assert.Throws<InvalidOptionException>(() => trunk.FeaturesOf(shape))!;

        Assert.That((refusal.Option, refusal.Problem), Is.EqualTo((option, problem)));
        Assert.That(refusal.Message, Is.EqualTo(option.Length == 0 ? problem : $"{option}: {problem}"));
    }
}
