using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TestSupport;

/// <summary>Writes PNG files of 8 bits per channel, each line with the filter that is asked for.</summary>
public static class PngFixture
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="colorType">As PNG numbers them: 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha.</param>
    /// <param name="samples">All bytes of all pixels, line after line.</param>
    /// <param name="filter">The filter of each line.</param>
    /// <param name="palette">Colors, three bytes each; null for none.</param>
    public static byte[] Encode(int width, int height, byte colorType, byte[] samples, Func<int, byte> filter, byte[]? palette = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colorType);
        var pixels = Compress(Filtered(samples, height, filter, samples.Length / width / height));
        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR", header), .. palette is null ? [] : Chunk("PLTE", palette),
            .. Chunk("IDAT", pixels[..(pixels.Length / 2)]), .. Chunk("IDAT", pixels[(pixels.Length / 2)..]), .. Chunk("IEND", []),
        ];
    }

    private static byte[] Filtered(byte[] samples, int height, Func<int, byte> filter, int step)
    {
        var width = samples.Length / height;
        var lines = new List<byte>();
        for (var y = 0; y < height; y++)
        {
            lines.Add(filter(y));
            for (var x = 0; x < width; x++)
            {
                int left = x < step ? 0 : samples[y * width + x - step], up = y == 0 ? 0 : samples[(y - 1) * width + x];
                int corner = x < step || y == 0 ? 0 : samples[(y - 1) * width + x - step];
                int[] guesses = [0, left, up, (left + up) / 2, new[] { left, up, corner }.MinBy(n => Math.Abs(left + up - corner - n))];
                lines.Add((byte)(samples[y * width + x] - guesses[filter(y)]));
            }
        }

        return [.. lines];
    }

    private static byte[] Compress(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            zlib.Write(bytes);
        }

        return compressed.ToArray();
    }

    /// <summary>A chunk, with a checksum of 0: readers of pixels have no need of it.</summary>
    private static byte[] Chunk(string type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
    }
}
