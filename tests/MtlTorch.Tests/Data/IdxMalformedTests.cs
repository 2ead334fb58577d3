using System.IO.Compression;
using MtlTorch.Data;

namespace MtlTorch.Tests.Data;

/// <summary>IDX files that are damaged or lie. Each is refused with its name, the place and what is wrong there.</summary>
public sealed class IdxMalformedTests : FolderTests
{
    private string Plain => Folder["array"];

    private string Compressed => Folder["array.gz"];

    [TestCase("01000801", TestName = "The first byte is not zero")]
    [TestCase("00010801", TestName = "The second byte is not zero")]
    [TestCase("00000901", TestName = "Signed bytes")]
    [TestCase("00000d03", TestName = "Floats")]
    [TestCase("00000800", TestName = "No dimension")]
    [TestCase("00000809", TestName = "Nine dimensions")]
    [TestCase("50350a34", TestName = "A PGM image")]
    public void AWrongMagicNumberIsShown(string magic)
    {
        File.WriteAllBytes(Plain, [.. Convert.FromHexString(magic), 0, 0, 0, 1, 42]);

        Assert.That(Refusal(Plain), Is.EqualTo(
            $"{Plain}, byte 0: the magic number is {magic}; an IDX file of unsigned bytes begins with 000008 and its number of dimensions (01 to 08)."));
    }

    [TestCase(0, "0: the file ends inside the magic number: 4 of 4 bytes are missing.")]
    [TestCase(3, "3: the file ends inside the magic number: 1 of 4 bytes are missing.")]
    [TestCase(4, "4: the file ends inside size 1 of 2: 4 of 4 bytes are missing.")]
    [TestCase(11, "11: the file ends inside size 2 of 2: 1 of 4 bytes are missing.")]
    public void AHeaderThatBreaksOffIsRefusedWhereItEnds(int length, string problem)
    {
        File.WriteAllBytes(Plain, MnistFixture.Idx([1, 2, 3, 4, 5, 6], 2, 3)[..length]);

        Assert.That(Refusal(Plain), Is.EqualTo($"{Plain}, byte {problem}"));
    }

    [Test]
    public void APlainFileIsRefusedWhereverItIsCutOff()
    {
        var complete = MnistFixture.Idx([1, 2, 3, 4, 5, 6], 2, 3);
        for (var length = 0; length < complete.Length; length++)
        {
            File.WriteAllBytes(Plain, complete[..length]);
            Refusal(Plain);
        }
    }

    [Test]
    public void ACompressedFileIsRefusedWhereverItsDataAreCutOff()
    {
        const int Checksum = 8;
        var complete = Zip(MnistFixture.Idx(Noise(40), 8, 5));
        for (var length = 0; length < complete.Length - Checksum; length++)
        {
            File.WriteAllBytes(Compressed, complete[..length]);
            Refusal(Compressed);
        }
    }

    [Test]
    public void ADamagedCompressedFileIsRefusedOrStillTheSame()
    {
        var array = MnistFixture.Idx(Noise(40), 8, 5);
        var complete = Zip(array);
        for (var bit = 0; bit < 8 * complete.Length; bit++)
        {
            var damaged = (byte[])complete.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Compressed, damaged);

            AssertRefusedOr(array[12..], $"bit {bit % 8} of byte {bit / 8}");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void BytesBehindTheLastElementAreRefused(bool compressed)
    {
        byte[] tooLong = [.. MnistFixture.Idx([1, 2], 2), 3];
        var path = compressed ? Compressed : Plain;
        File.WriteAllBytes(path, compressed ? Zip(tooLong) : tooLong);

        Assert.That(Refusal(path), Is.EqualTo($"{path}, byte 10: {(compressed ? "(uncompressed) " : "")}the file goes on after the last element."));
    }

    [Test]
    public void APlainFileThatIsTooLongIsRefusedBeforeItsElementsAreRead()
    {
        File.WriteAllBytes(Plain, [.. MnistFixture.Idx([1, 2], 2), 3]);

        Assert.That(() => Idx.ReadShape(Plain), Throws.TypeOf<MalformedFileException>().With.Message.EqualTo($"{Plain}, byte 10: the file goes on after the last element."));
    }

    [Test]
    public void AnotherCompressedPartBehindTheLastElementIsRefused()
    {
        File.WriteAllBytes(Compressed, [.. Zip(MnistFixture.Idx([1, 2], 2)), .. Zip([3])]);

        Assert.That(Refusal(Compressed), Does.Contain("goes on after the last element"));
    }

    [Test]
    public void AHugePromiseOfAPlainFileIsRefused()
    {
        File.WriteAllBytes(Plain, MnistFixture.Idx([1, 2, 3], 60_000, 28, 28));

        Assert.That(Refusal(Plain), Is.EqualTo($"{Plain}, byte 4: the header promises [60000] elements, more than a file of 19 bytes can hold."));
    }

    [TestCase(int.MaxValue, 1)]
    [TestCase(60_000, 28)]
    [TestCase(65_536, 65_536)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void AHugePromiseOfATinyCompressedFileIsRefusedBeforeAnythingIsAllocated(int rows, int columns)
    {
        File.WriteAllBytes(Compressed, Zip(MnistFixture.Idx([1, 2, 3], rows, columns)));

        Assert.That(Refusal(Compressed), Does.Contain("(uncompressed) the header promises ["));
    }

    [Test]
    public void MoreThanTwoBillionElementsAreRefusedEvenIfTheFileCouldHoldThem()
    {
        // 3 MB of compressed data could hold 3 GB. They have no place in one span of memory.
        File.WriteAllBytes(Compressed, Zip(MnistFixture.Idx(Noise(3_000_000), 3, 1_000_000_000)));

        Assert.That(Refusal(Compressed), Is.EqualTo(
            $"{Compressed}, byte 8: (uncompressed) the header promises [3, 1000000000] elements; at most 2147483647 can be read."));
    }

    private void AssertRefusedOr(byte[] elements, string damage)
    {
        try
        {
            using var read = Idx.Read(Compressed);
            Assert.That(TensorAssert.Bytes(read), Is.EqualTo(elements), damage);
        }
        catch (MalformedFileException e)
        {
            Assert.That(e.Message, Does.StartWith($"{Compressed}, byte {e.Offset}: (uncompressed) "), damage);
        }
    }

    private static string Refusal(string path) => Assert.Throws<MalformedFileException>(() => Idx.Read(path).Dispose())!.Message;

    private static byte[] Noise(int count)
    {
        var noise = new byte[count];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private static byte[] Zip(byte[] content)
    {
        var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Optimal))
        {
            zip.Write(content);
        }

        return target.ToArray();
    }
}
