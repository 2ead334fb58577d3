using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

public sealed class MultiMnistTests
{
    private const int Train = 40;
    private const int Validation = 15;
    private const int Test = 20;

    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void WriteFiles()
    {
        folder = new TemporaryFolder();
        MnistFixture.Write(folder.Path, Train + Validation, Test);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void EveryImageIsTwoDigitsOfItsOwnSplit(
        [Values] SplitName name, [Values(0, 6, 8)] int offset, [Values] ResizeMethod resize, [Values] bool distinct)
    {
        using var split = Load(name, new() { Offset = offset, Resize = resize, DistinctDigits = distinct });
        var (images, labels, start) = Digits(name);
        Assert.That(split.Inputs.shape, Is.EqualTo(new[] { labels.Length, 1, 28, 28 }));

        var partners = Enumerable.Range(0, labels.Length).Select(row =>
        {
            var image = TensorAssert.Doubles(split.Inputs.narrow(0, row, 1));
            var bilinear = resize == ResizeMethod.Bilinear;
            return Enumerable.Range(0, images.Length).Single(j => NaiveMultiMnist.IsMadeOf(image, images[start + row], images[j], offset, bilinear)) - start;
        }).ToArray();

        Assert.That(partners, Is.All.InRange(0, labels.Length - 1), "both digits come from the same split");
        Assert.That(TensorAssert.Doubles(split.Targets["left"]), Is.EqualTo(labels));
        Assert.That(TensorAssert.Doubles(split.Targets["right"]), Is.EqualTo(partners.Select(p => labels[p])));
        if (!distinct)
        {
            Assert.That(partners, Is.Unique, "every digit is on the right once");
        }
    }

    [Test]
    public void DistinctDigitsDiffer([Values] SplitName name)
    {
        using var any = Load(name, new());
        using var distinct = Load(name, new() { DistinctDigits = true });

        var (before, after) = (Pairs(any), Pairs(distinct));
        Assert.That(before.Count(p => p.Left == p.Right), Is.GreaterThan(0), "otherwise the option would have nothing to do");
        Assert.That(after.Count(p => p.Left == p.Right), Is.Zero);
        Assert.That(
            after.Where((_, i) => before[i].Left != before[i].Right),
            Is.EqualTo(before.Where(p => p.Left != p.Right)),
            "pairs that differ anyway are kept");
    }

    [Test]
    public void LoadingAgainGivesTheSameToTheBit([Values] bool distinct)
    {
        var options = new MultiMnistOptions { DistinctDigits = distinct };
        using var first = Load(SplitName.Train, options);
        torch.manual_seed(5);
        using var second = Load(SplitName.Train, options);

        TensorAssert.Same(second.Inputs, first.Inputs);
        TensorAssert.Same(second.Targets["right"], first.Targets["right"]);
    }

    [Test]
    public void AnotherSeedMakesOtherPairs()
    {
        using var first = Load(SplitName.Train, new());
        using var second = Load(SplitName.Train, new() { Seed = 2 });

        TensorAssert.Same(second.Targets["left"], first.Targets["left"]);
        Assert.That(TensorAssert.Doubles(second.Targets["right"]), Is.Not.EqualTo(TensorAssert.Doubles(first.Targets["right"])));
    }

    [Test]
    public void SplitsOfTheSameDigitsArePairedApart()
    {
        const int Rows = 20;
        using var twins = new TemporaryFolder();
        MnistFixture.Write(twins.Path, 2 * Rows, Rows);
        var images = MnistFixture.Elements(twins.Path, "train-images-idx3-ubyte")[..(Rows * 28 * 28)];
        var labels = MnistFixture.Elements(twins.Path, "train-labels-idx1-ubyte")[..Rows];
        File.WriteAllBytes(twins["mnist", "t10k-images-idx3-ubyte"], MnistFixture.Idx(images, Rows, 28, 28));
        File.WriteAllBytes(twins["mnist", "t10k-labels-idx1-ubyte"], MnistFixture.Idx(labels, Rows));
        var data = new MultiMnist(new() { Root = twins.Path, Validation = Rows });

        using var train = data.Load(SplitName.Train);
        using var test = data.Load(SplitName.Test);

        TensorAssert.Same(test.Targets["left"], train.Targets["left"]);
        Assert.That(TensorAssert.Doubles(test.Targets["right"]), Is.Not.EqualTo(TensorAssert.Doubles(train.Targets["right"])));
    }

    [Test]
    public void DigitsThatAreAllTheSameCannotBeDistinct()
    {
        using var uniform = new TemporaryFolder();
        MnistFixture.Write(uniform.Path, train: 4, test: 2);
        File.WriteAllBytes(uniform["mnist", "t10k-labels-idx1-ubyte"], MnistFixture.Idx([7, 7], 2));
        var data = new MultiMnist(new() { Root = uniform.Path, Validation = 0, DistinctDigits = true });

        Assert.That(
            () => data.Load(SplitName.Test),
            Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("distinctDigits: all digits of a split are the same, so no pair can differ."));
    }

    [Test]
    public void ASplitWithoutRowsIsEmpty([Values] bool distinct)
    {
        using var none = new MultiMnist(new() { Root = folder.Path, Validation = 0, DistinctDigits = distinct }).Load(SplitName.Validation);

        Assert.That(none.Inputs.shape, Is.EqualTo(new[] { 0, 1, 28, 28 }));
        Assert.That(none.Targets["right"].shape, Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void ASplitOwnsAllTensorsThatWereMade([Values] bool distinct) =>
        Assert.That(LiveTensors.LeftBy(() => Load(SplitName.Train, new() { DistinctDigits = distinct }).Dispose()), Is.Zero);

    private Split Load(SplitName name, MultiMnistOptions options) =>
        new MultiMnist(options with { Root = folder.Path, Validation = Validation }).Load(name);

    /// <summary>All images of the split's file, the split's labels, and the number of its first row.</summary>
    private (byte[][] Images, byte[] Labels, int Start) Digits(SplitName name)
    {
        var file = name == SplitName.Test ? "t10k" : "train";
        var (start, end) = name switch
        {
            SplitName.Train => (0, Train),
            SplitName.Validation => (Train, Train + Validation),
            _ => (0, Test),
        };
        byte[][] images = [.. MnistFixture.Elements(folder.Path, $"{file}-images-idx3-ubyte").Chunk(28 * 28)];
        return (images, MnistFixture.Elements(folder.Path, $"{file}-labels-idx1-ubyte")[start..end], start);
    }

    private static (double Left, double Right)[] Pairs(Split split) =>
        [.. TensorAssert.Doubles(split.Targets["left"]).Zip(TensorAssert.Doubles(split.Targets["right"]))];
}
