using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Reports.TensorBoard;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

public sealed class PicturesTests
{
    private static readonly (byte, byte, byte) Black = (0, 0, 0);
    private static readonly (byte, byte, byte) White = (255, 255, 255);

    [Test]
    public void APngHoldsThePixels()
    {
        var picture = new Picture(3, 2);
        picture.Fill(1, 0, 2, (1, 0.5, 2));
        var file = Png.Encode(picture);

        var chunks = Chunks(file);
        var header = chunks[0].Data;
        var lines = new MemoryStream();
        new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress).CopyTo(lines);

        Assert.Multiple(() =>
        {
            Assert.That(file.Take(8), Is.EqualTo(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }));
            Assert.That(chunks.Select(c => c.Type), Is.EqualTo(new[] { "IHDR", "IDAT", "IEND" }));
            Assert.That(header, Is.EqualTo(new byte[] { 0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0 }));
            byte[] line = [0, 0, 0, 0, 255, 128, 255, 255, 128, 255];
            Assert.That(lines.ToArray(), Is.EqualTo(line.Concat(line)));
        });
    }

    [Test]
    public void AGrayFilterSpansBlackToWhite()
    {
        // One filter of 2 x 2, enlarged 14 times within a border of 1.
        var picture = Pictures.Tiles(new ImageArray([-1, 0, 1, 3], 1, 1, 2, 2));

        Assert.That((picture.Width, picture.Height), Is.EqualTo((30, 30)));
        Assert.That(
            new[] { Pixel(picture, 1, 1), Pixel(picture, 15, 1), Pixel(picture, 1, 15), Pixel(picture, 28, 28), Pixel(picture, 29, 29) },
            Is.EqualTo(new[] { Black, (64, 64, 64), (128, 128, 128), White, Black }));
    }

    [Test]
    public void ThreeChannelsAreColors()
    {
        var picture = Pictures.Tiles(new ImageArray([1, 0, 0, 0, 1, 0], 2, 3, 1, 1));

        Assert.That((picture.Width, picture.Height), Is.EqualTo((59, 30)));
        Assert.That(Pixel(picture, 1, 1), Is.EqualTo(((byte)255, (byte)0, (byte)0)));
        Assert.That(Pixel(picture, 30, 1), Is.EqualTo(((byte)0, (byte)255, (byte)0)));
    }

    [Test]
    public void OtherChannelsStandSideBySide()
    {
        var picture = Pictures.Tiles(new ImageArray([0, 1, 1, 0, 0, 0], 3, 2, 1, 1));

        Assert.That((picture.Width, picture.Height), Is.EqualTo((59, 88)));
        Assert.That(
            new[] { Pixel(picture, 1, 1), Pixel(picture, 30, 1), Pixel(picture, 1, 30), Pixel(picture, 30, 30), Pixel(picture, 30, 59) },
            Is.EqualTo(new[] { Black, White, White, Black, Black }));
    }

    [Test]
    public void NumbersThatAreNoneDoNotHurt() =>
        Assert.That(Pixel(Pictures.Tiles(new ImageArray([float.NaN, 1], 1, 1, 1, 2)), 1, 1), Is.EqualTo(Black));

    [Test]
    public void OnlySoManyTilesAreDrawn()
    {
        Assert.That(Pictures.Tiles(new ImageArray(new float[1000], 1000, 1, 1, 1)).Width, Is.EqualTo(8 * 29 + 1));
        Assert.That(Pictures.Tiles(new ImageArray(new float[512 * 64], 512, 64, 1, 1)).Height, Is.EqualTo(16 * 29 + 1));
    }

    [Test]
    public void CosinesGoFromRedOverWhiteToBlue()
    {
        var picture = Pictures.Matrix([[1, -1], [0, -0.5]]);

        Assert.That(
            new[] { Pixel(picture, 0, 0), Pixel(picture, 24, 0), Pixel(picture, 0, 24), Pixel(picture, 47, 47) },
            Is.EqualTo(new[] { ((byte)0, (byte)0, (byte)255), ((byte)255, (byte)0, (byte)0), White, ((byte)255, (byte)128, (byte)128) }));
    }

    private static (byte Red, byte Green, byte Blue) Pixel(Picture picture, int x, int y)
    {
        var pixel = picture.Line(y).Slice(3 * x, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var crc = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length));
            Assert.That(crc, Is.EqualTo(EventReader.Crc(file.AsSpan(at + 4, 4 + length), 0xEDB88320)));
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }

        return chunks;
    }
}
