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
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);

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
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Interpret(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new MalformedFileException(path, LengthBytes + PositionOf(e, text), $"the header is not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The parser looks at the encoding of a text only when the text is asked for.
            throw new MalformedFileException(path, LengthBytes, "the header holds text that is not Unicode.", e);
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

    private SafetensorsHeader Interpret(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Problem("the header is not a JSON object.");
        }

        var entries = new List<SafetensorsEntry>();
        var reader = new SafetensorsEntryReader(dataLength, Problem);
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == SafetensorsHeader.MetadataKey)
            {
                ReadMetadata(property.Value);
            }
            else
            {
                entries.Add(reader.Read(property.Name, property.Value));
            }
        }

        return new SafetensorsHeader(Contiguous(entries), metadata, dataStart);
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
        {
            throw Problem($"{SafetensorsHeader.MetadataKey} must be an object of strings.");
        }

        foreach (var property in value.EnumerateObject())
        {
            metadata[property.Name] = property.Value.GetString()!;
        }
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
                throw new MalformedFileException(path, dataStart + entry.Begin, $"tensor '{entry.Name}' begins at byte {entry.Begin} of the data, but the tensors before it end at {expected}.");
            }

            expected = entry.End;
        }

        return expected == dataLength
            ? ordered
            : throw new MalformedFileException(path, dataStart + expected, $"{dataLength - expected} bytes follow the last tensor.");
    }

    private MalformedFileException Problem(string problem) => new(path, LengthBytes, problem);
}
