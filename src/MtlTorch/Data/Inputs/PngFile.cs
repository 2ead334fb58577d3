using System.Buffers.Binary;
using System.IO.Compression;

namespace MtlTorch.Data.Inputs;

/// <summary>
/// Reads PNG files (https://www.w3.org/TR/png/): 8 bits per channel, gray, color or with a palette, not interlaced, as nearly all are. Transparency is left out.
/// </summary>
public static class PngFile
{
    /// <summary>Where a file tells its size.</summary>
    internal const int SizeOffset = 16;

    private const int HeaderLength = 13;
    private const int MaxSide = 1 << 14;
    private const byte Palette = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="MalformedFileException">It is damaged, or of a kind that is not read.</exception>
    public static PngPicture Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (!bytes.AsSpan().StartsWith(Signature))
        {
            throw new MalformedFileException(path, 0, "a PNG file begins with 89504e470d0a1a0a; this is none.");
        }

        var chunks = Chunks(path, bytes);
        if (chunks.Count == 0 || chunks[0].Type != "IHDR" || chunks[0].Data.Length != HeaderLength)
        {
            throw new MalformedFileException(path, Signature.Length, "a PNG file goes on with its header, IHDR; this does not.");
        }

        var header = Header.Of(path, chunks[0].Data.Span);
        var samples = Unfiltered(path, Inflated(path, chunks, header), header);
        return header.Color == Palette
            ? new PngPicture(header.Width, header.Height, 3, Colored(path, samples, chunks.FirstOrDefault(c => c.Type == "PLTE").Data.Span))
            : new PngPicture(header.Width, header.Height, header.Colors, WithoutAlpha(samples, header));
    }

    private static List<(string Type, ReadOnlyMemory<byte> Data)> Chunks(string path, byte[] bytes)
    {
        var chunks = new List<(string Type, ReadOnlyMemory<byte> Data)>();
        for (var at = Signature.Length; chunks.Count == 0 || chunks[^1].Type != "IEND";)
        {
            var length = bytes.Length - at < 12 ? -1 : BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            if (length < 0 || length > bytes.Length - at - 12)
            {
                throw new MalformedFileException(path, at, "the file ends before its last chunk, IEND.");
            }

            chunks.Add((System.Text.Encoding.ASCII.GetString(bytes, at + 4, 4), bytes.AsMemory(at + 8, length)));
            at += length + 12;
        }

        return chunks;
    }

    /// <summary>The lines, each with the number of its filter before it.</summary>
    private static byte[] Inflated(string path, List<(string Type, ReadOnlyMemory<byte> Data)> chunks, Header header)
    {
        var compressed = new MemoryStream();
        chunks.Where(c => c.Type == "IDAT").ToList().ForEach(c => compressed.Write(c.Data.Span));
        compressed.Position = 0;
        var lines = new byte[header.Height * (header.LineBytes + 1)];
        try
        {
            using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
            if (zlib.ReadAtLeast(lines, lines.Length, throwOnEndOfStream: false) < lines.Length)
            {
                throw new MalformedFileException(path, SizeOffset, $"there are fewer pixels than the {header.Width} x {header.Height} that the header promises.");
            }
        }
        catch (InvalidDataException e)
        {
            throw new MalformedFileException(path, SizeOffset, $"the pixels are damaged ({e.Message.TrimEnd('.')}).", e);
        }

        return lines;
    }

    /// <summary>Undoes the lines' filters: each byte was stored as the difference to a guess from its neighbors.</summary>
    private static byte[] Unfiltered(string path, byte[] lines, Header header)
    {
        var width = header.LineBytes;
        var samples = new byte[header.Height * width];
        ReadOnlySpan<byte> above = new byte[width];
        for (var y = 0; y < header.Height; y++)
        {
            var start = y * (width + 1);
            var filter = lines[start];
            if (filter > 4)
            {
                throw new MalformedFileException(path, SizeOffset, $"line {y + 1} has the filter {filter}; there are 0 to 4.");
            }

            var line = samples.AsSpan(y * width, width);
            lines.AsSpan(start + 1, width).CopyTo(line);
            Unfilter(line, above, filter, header.Samples);
            above = line;
        }

        return samples;
    }

    /// <param name="line">The line, as it is stored.</param>
    /// <param name="above">The line above; zeros above the first.</param>
    /// <param name="filter">0 to 4.</param>
    /// <param name="step">Bytes from a pixel to the next.</param>
    private static void Unfilter(Span<byte> line, ReadOnlySpan<byte> above, int filter, int step)
    {
        for (var x = 0; x < line.Length && filter > 0; x++)
        {
            var (left, corner) = x < step ? (0, 0) : (line[x - step], above[x - step]);
            line[x] += (byte)(filter switch
            {
                1 => left,
                2 => above[x],
                3 => (left + above[x]) / 2,
                _ => Paeth(left, above[x], corner),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static byte[] Colored(string path, byte[] samples, ReadOnlySpan<byte> palette)
    {
        var pixels = new byte[samples.Length * 3];
        for (var i = 0; i < samples.Length; i++)
        {
            if (samples[i] * 3 + 3 > palette.Length)
            {
                throw new MalformedFileException(path, SizeOffset, $"pixel {i} has color {samples[i]} of a palette of {palette.Length / 3}.");
            }

            palette.Slice(samples[i] * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return pixels;
    }

    private static byte[] WithoutAlpha(byte[] samples, Header header)
    {
        if (header.Samples == header.Colors)
        {
            return samples;
        }

        var pixels = new byte[samples.Length / header.Samples * header.Colors];
        for (int from = 0, to = 0; to < pixels.Length; from += header.Samples, to += header.Colors)
        {
            samples.AsSpan(from, header.Colors).CopyTo(pixels.AsSpan(to));
        }

        return pixels;
    }

    /// <param name="Width">In pixels.</param>
    /// <param name="Height">In pixels.</param>
    /// <param name="Color">0 gray, 2 color, 3 palette, 4 gray with transparency, 6 color with transparency.</param>
    private sealed record Header(int Width, int Height, byte Color)
    {
        public int Colors => Color is 2 or 6 ? 3 : 1;

        /// <summary>Bytes per pixel.</summary>
        public int Samples => Color is 4 or 6 ? Colors + 1 : Colors;

        public int LineBytes => Width * Samples;

        public static Header Of(string path, ReadOnlySpan<byte> data)
        {
            var header = new Header(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[9]);
            if (header.Width is < 1 or > MaxSide || header.Height is < 1 or > MaxSide)
            {
                throw new MalformedFileException(path, SizeOffset, $"the image measures {header.Width} x {header.Height} pixels; from 1 to {MaxSide} each are read.");
            }

            return data[8] == 8 && header.Color is 0 or 2 or 3 or 4 or 6 && data[12] == 0
                ? header
                : throw new MalformedFileException(path, SizeOffset + 8, $"the image has {data[8]} bits per channel, color type {data[9]}, interlace method {data[12]}; 8 bits, not interlaced, are read. Convert it: convert IN.png -depth 8 -interlace none PNG24:OUT.png.");
        }
    }
}

/// <summary>A picture.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Channels">1 for gray, 3 for red, green and blue.</param>
/// <param name="Pixels">Line after line, the channels of a pixel side by side.</param>
public sealed record PngPicture(int Width, int Height, int Channels, byte[] Pixels);
