using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

public sealed class Cifar10Tests : FolderTests
{
    private const int Record = 3_073;
    private static readonly string[] Names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    [SetUp]
    public void WriteFiles()
    {
        Folder.Write(Path.Combine("cifar-10-batches-bin", "batches.meta.txt"), string.Join('\n', Names) + "\n\n");
        foreach (var i in Enumerable.Range(1, 5))
        {
            File.WriteAllBytes(In($"data_batch_{i}.bin"), Rows(4, 10 * i));
        }

        File.WriteAllBytes(In("test_batch.bin"), Rows(3, 100));
    }

    [TestCase(SplitName.Train, 14, 0)]
    [TestCase(SplitName.Validation, 6, 14)]
    public void EachSplitHasItsRowsInTheOrderOfTheFiles(SplitName name, int rows, int first)
    {
        using var split = Open(new() { Validation = 6, Pixels = PixelScale.Unit }).Load(name);
        var expected = Enumerable.Range(1, 5).SelectMany(i => Rows(4, 10 * i).Chunk(Record)).Skip(first).Take(rows).ToList();

        Assert.That(split.Inputs.shape, Is.EqualTo(new long[] { rows, 3, 32, 32 }));
        Assert.That(split.Targets["class"].data<long>().ToArray(), Is.EqualTo(expected.Select(r => (long)r[0])));
        Assert.That(split.Inputs.data<float>().ToArray(), Is.EqualTo(expected.SelectMany(r => r[1..]).Select(b => b / 255f)).Within(1e-7));
    }

    [Test]
    public void SixClassesAreAnimals()
    {
        using var split = Open(new() { Validation = 0 }).Load(SplitName.Train);
        var animals = new[] { "bird", "cat", "deer", "dog", "frog", "horse" };

        Assert.That(split.Targets["animal"].data<long>().ToArray(), Is.EqualTo(split.Targets["class"].data<long>().ToArray().Select(c => animals.Contains(Names[c]) ? 1L : 0)));
    }

    [Test]
    public void StandardizedPixelsAreLessTheMeanOverTheDeviationOfTheirChannel()
    {
        using var scope = torch.NewDisposeScope();
        using var unit = Open(new() { Validation = 0, Pixels = PixelScale.Unit }).Load(SplitName.Test);
        using var standard = Open(new() { Validation = 0 }).Load(SplitName.Test);

        foreach (var (channel, mean, deviation) in new[] { (0, 0.4914, 0.2470), (1, 0.4822, 0.2435), (2, 0.4465, 0.2616) })
        {
            var expected = (unit.Inputs.select(1, channel) - mean) / deviation;
            Assert.That((standard.Inputs.select(1, channel) - expected).abs().max().item<float>(), Is.LessThan(1e-5));
        }
    }

    [Test]
    public void FewerRowsAreTheFirstOnes()
    {
        using var split = Open(new() { Validation = 6, Rows = 5 }).Load(SplitName.Train);

        Assert.That(split.Targets["class"].data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 3, 0 }));
    }

    [TestCase(1)]
    [TestCase(Record - 1)]
    public void AFileThatIsCutOffIsRefusedWithThePlace(int lost)
    {
        var path = In("data_batch_3.bin");
        File.WriteAllBytes(path, Rows(4, 30)[..^lost]);

        Assert.That(() => Open(new() { Validation = 0 }), Throws.TypeOf<MalformedFileException>().With.Message.StartsWith($"{path}, byte {3 * Record}: the file ends inside a row: it has {(4 * Record) - lost} bytes"));
    }

    [Test]
    public void ALabelAboveNineIsRefusedWithThePlace()
    {
        var path = In("data_batch_2.bin");
        var bytes = Rows(4, 20);
        bytes[2 * Record] = 10;
        File.WriteAllBytes(path, bytes);

        Assert.That(() => Open(new() { Validation = 0 }).Load(SplitName.Train), Throws.TypeOf<MalformedFileException>().With.Message.EqualTo($"{path}, byte {2 * Record}: the label of row 2 is 10; labels go from 0 to 9."));
    }

    [Test]
    public void NamesAndFilesMustBeThere()
    {
        Folder.Write(Path.Combine("cifar-10-batches-bin", "batches.meta.txt"), "cat\ndog\n");
        Assert.That(() => Open(new()), Throws.TypeOf<MalformedFileException>().With.Message.Contains("names 2 different classes"));

        File.Delete(In("test_batch.bin"));
        Assert.That(() => Open(new()), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("test_batch.bin does not exist."));
    }

    [Test]
    public void TooManyRowsAreRefused()
    {
        Assert.That(() => Open(new() { Validation = 20 }), Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("validation: 20 rows are to be held out, but the training files have 20"));
        Assert.That(() => Open(new() { Validation = 10, Rows = 11 }), Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("rows: 11 training rows are to be used; there are 10"));
    }

    /// <summary>Labels 0, 1, 2, ... and pixels that differ from row to row and channel to channel.</summary>
    private static byte[] Rows(int count, int salt) =>
        [.. Enumerable.Range(0, count).SelectMany(row => Enumerable.Range(0, Record - 1).Select(i => (byte)((i * 7) + (row * 31) + salt + (i / 1024))).Prepend((byte)(row % 10)))];

    private string In(string name) => Folder["cifar-10-batches-bin", name];

    private IDataSet Open(Cifar10Options options) => (options with { Root = Folder.Path }).Open();
}
