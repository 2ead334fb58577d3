using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>Files of MNIST that are missing, or do not belong together.</summary>
public sealed class MnistFilesTests : FolderTests
{
    [SetUp]
    public void WriteFiles() => MnistFixture.Write(Folder.Path, train: 6, test: 3);

    [TestCase("train-images-idx3-ubyte")]
    [TestCase("train-labels-idx1-ubyte")]
    [TestCase("t10k-images-idx3-ubyte")]
    [TestCase("t10k-labels-idx1-ubyte")]
    public void AMissingFileIsNamedWithWhatToDo(string name)
    {
        File.Delete(At(name));

        Assert.That(Open, Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
            $"root: {At(name)} (or .gz) does not exist. Put the four MNIST files into {Folder["mnist"]}, or name the folder above it with data.root or MTL_DATA."));
    }

    [Test]
    public void ImagesAndLabelsMustBeEqualInNumber()
    {
        File.WriteAllBytes(At("t10k-labels-idx1-ubyte"), MnistFixture.Idx([1, 2], 2));

        Assert.That(Open, Malformed("t10k-labels-idx1-ubyte", 4, $"it holds an array [2], but {At("t10k-images-idx3-ubyte")} has 3 images."));
    }

    [Test]
    public void LabelsMustBeAList()
    {
        File.WriteAllBytes(At("t10k-labels-idx1-ubyte"), MnistFixture.Idx([1, 2, 3], 3, 1));

        Assert.That(Open, Malformed("t10k-labels-idx1-ubyte", 4, $"it holds an array [3, 1], but {At("t10k-images-idx3-ubyte")} has 3 images."));
    }

    [TestCase("[3, 784]", 3, 784)]
    [TestCase("[3, 0, 28]", 3, 0, 28)]
    public void ImagesMustHaveHeightAndWidth(string found, params int[] shape)
    {
        File.WriteAllBytes(At("t10k-images-idx3-ubyte"), MnistFixture.Idx(new byte[shape.Aggregate(1, (a, b) => a * b)], shape));

        Assert.That(Open, Malformed("t10k-images-idx3-ubyte", 3, $"it holds an array {found}; images have three dimensions, none of them 0."));
    }

    [Test]
    public void TrainingAndTestImagesMustHaveOneSize()
    {
        File.WriteAllBytes(At("t10k-images-idx3-ubyte"), MnistFixture.Idx(new byte[3 * 6], 3, 2, 3));

        Assert.That(Open, Malformed("t10k-images-idx3-ubyte", 8, $"its images measure 2 x 3, those of {At("train-images-idx3-ubyte")} 28 x 28."));
    }

    [Test]
    public void ALabelThatIsNoDigitIsShownWithItsRow()
    {
        File.WriteAllBytes(At("t10k-labels-idx1-ubyte"), MnistFixture.Idx([1, 10, 3], 3));

        var data = Open();

        Assert.That(() => data.Load(SplitName.Test), Malformed("t10k-labels-idx1-ubyte", 9, "the label of row 1 is 10; labels go from 0 to 9."));
    }

    [TestCase(6)]
    [TestCase(10_000)]
    public void SomeRowsMustBeLeftToTrainOn(int validation) => Assert.That(
        () => Open(validation),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
            $"validation: {validation} rows are to be held out, but the training file has 6; leave some to train on."));

    [Test]
    public void PairsNeedImagesOfTheirSize()
    {
        foreach (var (set, rows) in new[] { ("train", 6), ("t10k", 3) })
        {
            File.WriteAllBytes(At($"{set}-images-idx3-ubyte"), MnistFixture.Idx(new byte[rows * 20 * 30], rows, 20, 30));
        }

        Assert.That(
            () => new MultiMnist(new MultiMnistOptions { Root = Folder.Path, Validation = 2 }),
            Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("folder: the images measure 20 x 30; pairs are made of images of 28 x 28."));
        Assert.That(Open().Description.InputShape, Is.EqualTo(new[] { 1, 20, 30 }), "single digits may have any size");
    }

    private Mnist Open() => Open(validation: 2);

    private Mnist Open(int validation) => new(new MnistOptions { Root = Folder.Path, Validation = validation });

    private string At(string name) => Folder["mnist", name];

    private NUnit.Framework.Constraints.Constraint Malformed(string name, long offset, string problem) =>
        Throws.TypeOf<MalformedFileException>().With.Message.EqualTo($"{At(name)}, byte {offset}: {problem}");
}
