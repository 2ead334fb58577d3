using System.Buffers.Binary;
using System.Text.Json;

namespace MtlTorch.Tensors.Safetensors;

/// <summary>Reads the header of a safetensors file with suspicion: nothing is believed before it was compared with the file's length.</summary>
internal sealed class SafetensorsHeaderReader
{
    private const int LengthBytes = SafetensorsHeader.LengthBytes;

    /// <summary>The reference implementation refuses longer headers too.</summary>
    private const long MaxLength = 100_000_000;

    private readonly string path;
    private readonly long dataStart;
    private readonly long dataLength;
    private Dictionary<string, string> metadata = [];

    private SafetensorsHeaderReader(string path, long headerLength, long dataLength)
    {
        this.path = path;
        this.dataLength = dataLength;
        dataStart = LengthBytes + headerLength;
    }

    /// <exception cref="MalformedFileException">The header contradicts itself, the format or the file's length.</exception>
    public static SafetensorsHeader Read(string path, Stream stream)
    {
        var fileLength = stream.Length;
        var prefix = new byte[LengthBytes];
        if (stream.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            throw new MalformedFileException(path, fileLength, "the file ends inside the length of the header (8 bytes).");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        var most = Math.Min(MaxLength, fileLength - LengthBytes);
        if (length < 2 || length > most)
        {
            throw new MalformedFileException(path, 0, $"a header of {(ulong)length} bytes is announced; in this file it can have from 2 to {most}.");
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        return new SafetensorsHeaderReader(path, length, fileLength - LengthBytes - length).Parse(text);
    }

    private SafetensorsHeader Parse(byte[] text)
    {
        if (text[0] != '{')
        {
            throw new MalformedFileException(path, LengthBytes, "the header does not begin with '{'.");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return Interpret(document.RootElement, text);
        }
        catch (JsonException e)
        {
            throw new MalformedFileException(path, LengthBytes + PositionOf(e, text), $"the header is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Bytes before the place that the exception names by line and position within the line, both from 0.</summary>
    private static long PositionOf(JsonException e, ReadOnlySpan<byte> text)
    {
        var line = 0;
        for (long i = 0; i < (e.LineNumber ?? 0); i++)
        {
            line += text[line..].IndexOf((byte)'\n') + 1;
        }

        return line + (e.BytePositionInLine ?? 0);
    }

    private SafetensorsHeader Interpret(JsonElement root, byte[] text)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, property) in root.EnumerateObject().Index())
        {
            var reader = new SafetensorsEntryReader(dataLength, Problem);
            var name = Unicode(() => property.Name);
            if (!names.Add(name))
            {
                throw Problem(name == SafetensorsHeader.MetadataKey ? $"{name} occurs twice." : $"tensor '{name}' occurs twice.");
            }

            if (name == SafetensorsHeader.MetadataKey)
            {
                metadata = Unicode(() => reader.ReadMetadata(property.Value));
            }
            else
            {
                entries.Add(Unicode(() => reader.Read(name, property.Value)));
            }

            MalformedFileException Problem(string problem) => Fault(LengthBytes + PlaceOf(i, text), problem);

            T Unicode<T>(Func<T> read)
            {
                try
                {
                    return read();
                }
                catch (InvalidOperationException)
                {
                    // The parser looks at the encoding of a text only when the text is asked for.
                    throw Problem("the header holds text that is not Unicode.");
                }
            }
        }

        return new SafetensorsHeader(Contiguous(entries), metadata, dataStart);
    }

    /// <summary>Bytes before the header's entry of a number, from 0.</summary>
    private static long PlaceOf(int entry, byte[] text)
    {
        var reader = new Utf8JsonReader(text);
        for (var seen = -1; reader.Read();)
        {
            seen += reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } ? 1 : 0;
            if (seen == entry)
            {
                return reader.TokenStartIndex;
            }
        }

        return 0;
    }

    /// <summary>The format allows neither overlaps nor holes.</summary>
    private List<SafetensorsEntry> Contiguous(List<SafetensorsEntry> entries)
    {
        var ordered = entries.OrderBy(e => e.Begin).ThenBy(e => e.End).ToList();
        long expected = 0;
        foreach (var entry in ordered)
        {
            if (entry.Begin != expected)
            {
                throw Fault(dataStart + entry.Begin, $"tensor '{entry.Name}' begins at byte {entry.Begin} of the data, but the tensors before it end at {expected}.");
            }

            expected = entry.End;
        }

        return expected == dataLength
            ? ordered
            : throw Fault(dataStart + expected, $"{dataLength - expected} bytes follow {Last(ordered)}.");
    }

    /// <summary>Names and shapes are the file's, which may be hostile: they must neither flood a terminal nor command it.</summary>
    private MalformedFileException Fault(long offset, string problem)
    {
        const int Most = 400;
        var shown = string.Concat(problem.Take(Most).Select(c => char.IsControl(c) ? '?' : c));
        return new MalformedFileException(path, offset, problem.Length > Most ? shown + "..." : shown);
    }

    private static string Last(List<SafetensorsEntry> entries) => entries.Count == 0 ? "a header without tensors" : $"the last tensor, '{entries[^1].Name}'";
}
