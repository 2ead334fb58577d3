using MtlTorch.Data.Inputs;

namespace MtlTorch.Tests.Data.Inputs;

public class PngFileTests : FolderTests
{
    private const int Width = 5;
    private const int Height = 7;

    [Test]
    public void All_filters_are_undone([Values(0, 1, 2, 3, 4, 5)] int filter, [Values(0, 2, 4, 6)] int colorType)
    {
        var samples = Noise(Width * Height * (colorType switch { 0 => 1, 2 => 3, 4 => 2, _ => 4 }));
        var picture = Read(PngFixture.Encode(Width, Height, (byte)colorType, samples, y => (byte)(filter == 5 ? y % 5 : filter)));
        var colors = colorType switch { 4 => samples.Where((_, i) => i % 2 < 1), 6 => samples.Where((_, i) => i % 4 < 3), _ => samples };
        Assert.Multiple(() =>
        {
            Assert.That((picture.Width, picture.Height, picture.Channels), Is.EqualTo((Width, Height, colorType is 2 or 6 ? 3 : 1)));
            Assert.That(picture.Pixels, Is.EqualTo(colors));
        });
    }

    [Test]
    public void Colors_of_a_palette_are_looked_up()
    {
        byte[] palette = [10, 20, 30, 40, 50, 60];
        var picture = Read(PngFixture.Encode(2, 1, 3, [1, 0], _ => 0, palette));
        Assert.That(picture.Pixels, Is.EqualTo(new byte[] { 40, 50, 60, 10, 20, 30 }));
    }

    [Test]
    public void A_cut_off_file_is_refused_wherever_it_ends()
    {
        var whole = PngFixture.Encode(Width, Height, 0, Noise(Width * Height), _ => 1);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<MalformedFileException>(() => Read(whole[..length]), $"{length} bytes");
        }
    }

    [Test]
    public void A_damaged_file_is_read_or_refused_and_nothing_else()
    {
        var whole = PngFixture.Encode(Width, Height, 0, Noise(Width * Height), y => (byte)(y % 5));
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Read(damaged);
            }
            catch (MalformedFileException)
            {
                // Said where and what.
            }
        }
    }

    [TestCase(8, (byte)16, "16 bits per channel")]
    [TestCase(9, (byte)7, "color type 7")]
    [TestCase(12, (byte)1, "interlace method 1")]
    public void Kinds_that_are_not_read_are_named(int place, byte value, string message)
    {
        var file = PngFixture.Encode(Width, Height, 0, Noise(Width * Height), _ => 0);
        file[16 + place] = value;
        Assert.That(Assert.Throws<MalformedFileException>(() => Read(file)).Message, Does.Contain(message));
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private PngPicture Read(byte[] bytes)
    {
        File.WriteAllBytes(Folder["a.png"], bytes);
        return PngFile.Read(Folder["a.png"]);
    }
}
