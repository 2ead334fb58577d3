using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>Some digits, some rows, another scale.</summary>
public sealed class MnistChoiceTests : FolderTests
{
    private const int Validation = 15;

    [SetUp]
    public void WriteFiles() => MnistFixture.Write(Folder.Path, train: 60, test: 20);

    [TestCase(SplitName.Train, "train", 0, 45)]
    [TestCase(SplitName.Validation, "train", 45, 60)]
    [TestCase(SplitName.Test, "t10k", 0, 20)]
    public void OnlyRowsOfTheClassesAreThereNumberedInTheirOrder(SplitName name, string file, int start, int end)
    {
        int[] digits = [7, 2, 9, 0];
        var labels = MnistFixture.Elements(Folder.Path, $"{file}-labels-idx1-ubyte")[start..end];
        var pixels = MnistFixture.Elements(Folder.Path, $"{file}-images-idx3-ubyte")[(start * 784)..(end * 784)].Chunk(784);
        var kept = labels.Zip(pixels).Where(row => digits.Contains(row.First)).ToList();

        var data = Open(new() { Classes = digits, Pixels = PixelScale.Unit });
        using var split = data.Load(name);

        Assert.That(kept, Has.Count.InRange(1, end - start - 1));
        Assert.That(data.Description.Rows[name], Is.EqualTo(kept.Count));
        Assert.That(TensorAssert.Doubles(split.Targets["digit"]), Is.EqualTo(kept.Select(row => Array.IndexOf(digits, row.First))));
        Assert.That(TensorAssert.Doubles(split.Inputs), Is.EqualTo(kept.SelectMany(row => row.Second).Select(b => b / 255.0)).Within(1e-7));
    }

    [Test]
    public void ClassesAreNamedByTheirDigits() => Assert.That(
        ((ClassTarget)Open(new() { Classes = [7, 2, 9] }).Description.Targets["digit"]).Classes, Is.EqualTo(new[] { "7", "2", "9" }));

    [Test]
    public void AllTenDigitsAreWhatIsThereWithoutTheOption()
    {
        using var all = Open(new() { Classes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }).Load(SplitName.Train);
        using var plain = Open(new()).Load(SplitName.Train);

        TensorAssert.Same(all.Inputs, plain.Inputs);
        TensorAssert.Same(all.Targets["digit"], plain.Targets["digit"]);
    }

    [Test]
    public void OneDigitAloneIsEnough()
    {
        using var split = Open(new() { Classes = [3] }).Load(SplitName.Train);

        Assert.That(split.Rows, Is.Positive);
        Assert.That(TensorAssert.Doubles(split.Targets["digit"]), Is.All.Zero);
    }

    [TestCase(null)]
    [TestCase(new[] { 5, 6, 7, 8, 9 })]
    public void TheFirstTrainingRowsAreUsed(int[]? classes)
    {
        var few = Open(new() { Classes = classes, Rows = 8 });
        using var all = Open(new() { Classes = classes }).Load(SplitName.Train);
        using var train = few.Load(SplitName.Train);
        using var first = all.Inputs.narrow(0, 0, 8);

        Assert.That(few.Description.Rows[SplitName.Train], Is.EqualTo(8));
        TensorAssert.Same(train.Inputs, first);
        Assert.That(TensorAssert.Doubles(train.Targets["digit"]), Is.EqualTo(TensorAssert.Doubles(all.Targets["digit"])[..8]));
        foreach (var name in new[] { SplitName.Validation, SplitName.Test })
        {
            using var other = few.Load(name);
            Assert.That(other.Rows, Is.EqualTo(Open(new() { Classes = classes }).Description.Rows[name]), "only training rows are left out");
        }
    }

    [Test]
    public void UnitPixelsGoFromExactlyZeroToExactlyOne()
    {
        using var split = Open(new() { Pixels = PixelScale.Unit }).Load(SplitName.Train);
        using var ends = torch.tensor(new byte[] { 0, 51, 255 });
        using var scaled = MnistPixels.Scale(ends, PixelScale.Unit);

        Assert.That(TensorAssert.Doubles(split.Inputs), Is.All.InRange(0.0, 1.0));
        Assert.That(TensorAssert.Doubles(scaled), Is.EqualTo(new[] { 0, 0.2f, 1 }));
        Assert.That(TensorAssert.Doubles(ends), Is.EqualTo(new[] { 0, 51, 255 }));
    }

    [Test]
    public void NoImageIsReadToCountTheRows()
    {
        // Images whose header alone is there: compressed, as the length of a plain file is compared with its header.
        foreach (var (set, rows) in new[] { ("train", 60), ("t10k", 20) })
        {
            File.Delete(Folder["mnist", $"{set}-images-idx3-ubyte"]);
            using var file = File.Create(Folder["mnist", $"{set}-images-idx3-ubyte.gz"]);
            using (var zip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            {
                zip.Write(MnistFixture.Idx([], rows, 28, 28));
            }

            file.Write(new byte[60]);
        }

        var data = Open(new() { Classes = [1, 2, 3, 4, 5, 6, 7, 8, 9] });

        Assert.That(data.Description.Rows.Values, Is.All.Positive);
        Assert.That(() => data.Load(SplitName.Train), Throws.TypeOf<MalformedFileException>(), "the images are not there");
    }

    private static IEnumerable<TestCaseData> Misfits()
    {
        yield return Case("none", new() { Classes = [] }, "classes: no digit is named; name those to be kept, or leave classes out to keep all ten.");
        yield return Case("twice", new() { Classes = [5, 6, 5] }, "classes[2]: the digit 5 stands twice; name each once.");
        yield return Case("too large", new() { Classes = [5, 10] }, "classes[1]: must be a digit from 0 to 9; found 10.");
        yield return Case("negative", new() { Classes = [-1] }, "classes[0]: must be a digit from 0 to 9; found -1.");
        yield return Case("too many rows", new() { Rows = 46 }, "rows: 46 training rows are to be used; there are 45, and 15 rows of the file are held out for validation. Use fewer, or leave rows out.");

        static TestCaseData Case(string name, MnistOptions options, string message) => new TestCaseData(options, message).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Misfits))]
    public void WhatDoesNotFitIsRefused(MnistOptions options, string message) =>
        Assert.That(() => Open(options), Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(message));

    [Test]
    public void DigitsThatAreNotThereAreRefused()
    {
        File.WriteAllBytes(Folder["mnist", "train-labels-idx1-ubyte"], MnistFixture.Idx(new byte[60], 60));

        Assert.That(() => Open(new() { Classes = [4, 6] }), Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
            "classes: no training row holds 4 or 6; name digits that occur."));
    }

    [Test]
    public void CountingAndLoadingLeaveNoTensorsBehind()
    {
        var options = new MnistOptions { Classes = [5, 6, 7], Rows = 2 };

        Assert.That(LiveTensors.LeftBy(() => Open(options)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => Open(options).Load(SplitName.Train).Dispose()), Is.Zero);
    }

    private IDataSet Open(MnistOptions options) => (options with { Root = Folder.Path, Validation = Validation }).Open();
}
