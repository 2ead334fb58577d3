using System.Buffers.Binary;
using System.IO.Compression;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>Writes pictures as PNG (https://www.w3.org/TR/png/): 8 bits per channel, RGB, unfiltered lines.</summary>
internal static class Png
{
    private const int HeaderLength = 13;
    private const byte BitDepth = 8;
    private const byte Rgb = 2;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    /// <summary>The file's bytes.</summary>
    public static byte[] Encode(Picture picture)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        WriteChunk(file, "IHDR"u8, Header(picture));
        WriteChunk(file, "IDAT"u8, Lines(picture));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Header(Picture picture)
    {
        // Compression, filter and interlace methods, the last three bytes, have but one sensible value: 0.
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = BitDepth;
        header[9] = Rgb;
        return header;
    }

    private static byte[] Lines(Picture picture)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            for (var y = 0; y < picture.Height; y++)
            {
                zlib.WriteByte(0); // the line's filter: none
                zlib.Write(picture.Line(y));
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    /// <summary>The CRC of PNG and zip (polynomial EDB88320), which is not the one of event files.</summary>
    private static uint CrcOf(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
