using System.Security.Cryptography;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>The real digits, where they are at hand: what is known of them is found in what is loaded.</summary>
public sealed class RealMnistTests
{
    /// <summary>SHA-256 of the 7,840,000 bytes behind the header of the original file.</summary>
    private const string TestPixels = "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161";

    [TestCase(SplitName.Train, 50_000, new[] { 5, 0, 4, 1, 9, 2, 1, 3, 1, 4 })]
    [TestCase(SplitName.Validation, 10_000, new[] { 3, 8, 6, 9, 6, 4, 5, 3, 8, 4 })]
    [TestCase(SplitName.Test, 10_000, new[] { 7, 2, 1, 0, 4, 1, 4, 9, 5, 9 })]
    public void EachSplitBeginsWithItsDigits(SplitName name, int rows, int[] first)
    {
        using var scope = torch.NewDisposeScope();
        using var split = new Mnist(new MnistOptions { Root = RealData.Mnist() }).Load(name);

        Assert.That(split.Rows, Is.EqualTo(rows));
        Assert.That(TensorAssert.Doubles(split.Targets["digit"].narrow(0, 0, 10)), Is.EqualTo(first));
        Assert.That(split.Inputs.mean().item<float>(), Is.Zero.Within(0.02), "standardized with mean and deviation of the training images");
        Assert.That(split.Inputs.std().item<float>(), Is.EqualTo(1).Within(0.02));
    }

    [Test]
    public void HalfOfTheDigitsAreAsManyAsIsKnown()
    {
        var data = new MnistOptions { Root = RealData.Mnist(), Validation = 0, Classes = [5, 6, 7, 8, 9] }.Open();
        using var test = data.Load(SplitName.Test);

        Assert.That(data.Description.Rows[SplitName.Train], Is.EqualTo(5_421 + 5_918 + 6_265 + 5_851 + 5_949));
        Assert.That(Counts(test.Targets["digit"]), Is.EqualTo(new[] { 892, 958, 1_028, 974, 1_009 }));
    }

    [Test]
    public void AHundredLabelsAreTenOfEachDigit()
    {
        using var train = new MnistOptions { Root = RealData.Mnist(), Labeled = new Dictionary<string, int> { ["digit"] = 100 } }.Open().Load(SplitName.Train);

        Assert.That(Counts(train.Targets["digit"]), Is.EqualTo(Enumerable.Repeat(10, 10).Prepend(49_900)));
        Assert.That(train.LabeledRows(), Has.Length.EqualTo(100));
    }

    [Test]
    public void TheTestPixelsAreTheOriginal()
    {
        using var pixels = Idx.Read(Path.Combine(RealData.Mnist(), "mnist", "t10k-images-idx3-ubyte.gz"));

        Assert.That(pixels.shape, Is.EqualTo(new[] { 10_000, 28, 28 }));
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(pixels.bytes)), Is.EqualTo(TestPixels));
    }

    // Brightness hardly depends on who is paired with whom, so that it is the same with every LibTorch.
    [TestCase(SplitName.Train, 50_000, 0.0696)]
    [TestCase(SplitName.Validation, 10_000, 0.0632)]
    [TestCase(SplitName.Test, 10_000, 0.0747)]
    public void PairsUseEveryDigitOnceOnEachSide(SplitName name, int rows, double brightness)
    {
        using var scope = torch.NewDisposeScope();
        using var split = MultiMnist().Load(name);
        var (left, right) = (Counts(split.Targets["left"]), Counts(split.Targets["right"]));

        Assert.That(left.Sum(), Is.EqualTo(rows));
        Assert.That(right, Is.EqualTo(left));
        Assert.That(split.Inputs.mean().item<float>(), Is.EqualTo(brightness).Within(1e-3));
    }

    [Test]
    public void WherePortionsMeetTheImagesAreWhole()
    {
        const int Meeting = 5_000;
        var root = RealData.Mnist();
        using var split = MultiMnist().Load(SplitName.Test);
        using var pixels = Idx.Read(Path.Combine(root, "mnist", "t10k-images-idx3-ubyte.gz"));
        byte[][] digits = [.. TensorAssert.Bytes(pixels).Chunk(28 * 28)];

        for (var row = Meeting - 2; row < Meeting + 2; row++)
        {
            var image = TensorAssert.Doubles(split.Inputs.narrow(0, row, 1));
            var partners = digits.Count(right => NaiveMultiMnist.IsMadeOf(image, digits[row], right, offset: 8, bilinear: true));

            Assert.That(partners, Is.EqualTo(1), $"row {row}");
        }
    }

    private static MultiMnist MultiMnist() => new(new MultiMnistOptions { Root = RealData.Mnist() });

    private static int[] Counts(torch.Tensor labels) =>
        [.. TensorAssert.Doubles(labels).CountBy(label => label).OrderBy(c => c.Key).Select(c => c.Value)];
}
