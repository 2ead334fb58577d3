using System.IO.Compression;
using MtlTorch.Data;

namespace MtlTorch.Tests.Data;

public sealed class IdxTests : FolderTests
{
    [TestCase("array", 5)]
    [TestCase("array", 2, 3)]
    [TestCase("array.gz", 4, 3, 2)]
    [TestCase("ARRAY.GZ", 1, 1, 1, 1, 1, 1, 1, 7)]
    public void AnArrayIsRead(string name, params int[] shape)
    {
        using var scope = torch.NewDisposeScope();
        var elements = Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (byte)(250 + i)).ToArray();
        var path = Write(name, MnistFixture.Idx(elements, shape));

        var read = Idx.Read(path);

        Assert.That(read.dtype, Is.EqualTo(torch.uint8));
        Assert.That(read.shape, Is.EqualTo(shape));
        Assert.That(TensorAssert.Bytes(read), Is.EqualTo(elements));
        Assert.That(Idx.ReadShape(path), Is.EqualTo(shape));
    }

    [TestCase("empty")]
    [TestCase("empty.gz")]
    public void AnArrayWithoutElementsIsRead(string name)
    {
        using var read = Idx.Read(Write(name, MnistFixture.Idx([], 3, 0, 2)));

        Assert.That(read.shape, Is.EqualTo(new[] { 3, 0, 2 }));
    }

    [Test]
    public void TheShapeIsReadFromTheHeaderAlone()
    {
        var path = Write("images.gz", [.. MnistFixture.Idx([1, 2, 3], 3), 4]);

        Assert.That(Idx.ReadShape(path), Is.EqualTo(new[] { 3 }));
        Assert.That(() => Idx.Read(path), Throws.TypeOf<MalformedFileException>(), "a byte too many behind the elements");
    }

    [Test]
    public void ReadingLeavesOneTensor()
    {
        var good = Write("good", MnistFixture.Idx([1, 2], 2));
        var bad = Write("bad", [.. MnistFixture.Idx([1, 2], 2), 3]);

        Assert.That(LiveTensors.LeftBy(() => Idx.Read(good).Dispose()), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => Assert.That(() => Idx.Read(bad), Throws.Exception)), Is.Zero);
    }

    private string Write(string name, byte[] content)
    {
        using var file = new FileStream(Folder[name], FileMode.Create);
        using Stream target = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal) : file;
        target.Write(content);
        return Folder[name];
    }
}
