using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

public sealed class MnistTests : FolderTests
{
    [SetUp]
    public void WriteFiles() => MnistFixture.Write(Folder.Path, train: 60, test: 20);

    [Test]
    public void TheDescriptionIsKnownBeforeAnythingIsRead()
    {
        var description = Open(validation: 15).Description;

        Assert.That(description.InputShape, Is.EqualTo(new[] { 1, 28, 28 }));
        Assert.That(description.Rows[SplitName.Train], Is.EqualTo(45));
        Assert.That(description.Rows[SplitName.Validation], Is.EqualTo(15));
        Assert.That(description.Rows[SplitName.Test], Is.EqualTo(20));
        Assert.That(((ClassTarget)description.Targets["digit"]).Classes, Is.EqualTo("0 1 2 3 4 5 6 7 8 9".Split(' ')));
    }

    [TestCase(SplitName.Train, "train", 0, 45)]
    [TestCase(SplitName.Validation, "train", 45, 60)]
    [TestCase(SplitName.Test, "t10k", 0, 20)]
    public void ASplitHoldsItsRowsOfItsFile(SplitName name, string file, int start, int end)
    {
        var images = MnistFixture.Elements(Folder.Path, $"{file}-images-idx3-ubyte")[(start * 784)..(end * 784)];
        var labels = MnistFixture.Elements(Folder.Path, $"{file}-labels-idx1-ubyte")[start..end];

        using var split = Open(validation: 15).Load(name);

        Assert.That(split.Inputs.shape, Is.EqualTo(new[] { end - start, 1, 28, 28 }));
        Assert.That(TensorAssert.Doubles(split.Inputs), Is.EqualTo(images.Select(b => (b / 255.0 - 0.1307) / 0.3081)).Within(1e-6));
        Assert.That(split.Targets["digit"].dtype, Is.EqualTo(torch.int64));
        Assert.That(TensorAssert.Doubles(split.Targets["digit"]), Is.EqualTo(labels));
    }

    [Test]
    public void WithoutValidationEveryRowIsTrainedOn()
    {
        var data = Open(validation: 0);
        using var train = data.Load(SplitName.Train);
        using var validation = data.Load(SplitName.Validation);

        Assert.That(train.Rows, Is.EqualTo(60));
        Assert.That(validation.Rows, Is.Zero);
    }

    [Test]
    public void ASplitOwnsAllTensorsThatWereMade() =>
        Assert.That(LiveTensors.LeftBy(() => Open(validation: 15).Load(SplitName.Train).Dispose()), Is.Zero);

    [Test]
    public void ASplitOutlivesTheScopeItWasLoadedIn()
    {
        Split split;
        using (torch.NewDisposeScope())
        {
            split = Open(validation: 15).Load(SplitName.Test);
        }

        using (split)
        {
            Assert.That(split.Rows, Is.EqualTo(20));
        }
    }

    [Test]
    public void StandardizingLeavesThePixelsAlone()
    {
        using var pixels = torch.full([2, 2], 255, torch.float32);

        using var standardized = MnistPixels.Standardize(pixels);

        Assert.That(TensorAssert.Doubles(standardized), Is.All.EqualTo((1 - 0.1307) / 0.3081).Within(1e-6));
        Assert.That(TensorAssert.Doubles(pixels), Is.All.EqualTo(255));
    }

    private Mnist Open(int validation) => new(new MnistOptions { Root = Folder.Path, Validation = validation });
}
