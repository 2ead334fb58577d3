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
        if (length < 2 || length > Math.Min(MaxLength, fileLength - LengthBytes))
        {
            throw new MalformedFileException(path, 0, $"a header of {(ulong)length} bytes is announced, but {fileLength - LengthBytes} bytes follow (at most {MaxLength} are allowed).");
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        return new SafetensorsHeaderReader(path, length, fileLength - LengthBytes - length).Parse(text);
    }

    private SafetensorsHeader Parse(byte[] text)
    {
        using var document = ParseJson(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Problem("the header is not a JSON object.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<SafetensorsEntry>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!names.Add(property.Name))
            {
                throw Problem($"the header names '{property.Name}' twice.");
            }

            if (property.Name == SafetensorsHeader.MetadataKey)
            {
                ReadMetadata(property.Value);
            }
            else
            {
                entries.Add(ReadEntry(property.Name, property.Value));
            }
        }

        return new SafetensorsHeader(Contiguous(entries), metadata, dataStart);
    }

    private JsonDocument ParseJson(byte[] text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new MalformedFileException(path, LengthBytes + (e.BytePositionInLine ?? 0), "the header is not valid JSON.", e);
        }
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

    private SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Problem($"tensor '{name}': its entry is not an object.");
        }

        var unknown = value.EnumerateObject().Select(p => p.Name).FirstOrDefault(key => key is not ("dtype" or "shape" or "data_offsets"));
        if (unknown is not null)
        {
            throw Problem($"tensor '{name}': unknown key '{unknown}'; known are dtype, shape and data_offsets.");
        }

        var type = ReadType(name, value);
        var shape = ReadNumbers(name, value, "shape");
        var offsets = ReadNumbers(name, value, "data_offsets");
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
        {
            throw Problem($"tensor '{name}': data_offsets {ShapeText.Format(offsets)} do not lie within the {dataLength} bytes of data.");
        }

        if (ByteCount(shape, type) != offsets[1] - offsets[0])
        {
            throw Problem($"tensor '{name}': shape {ShapeText.Format(shape)} of {SafetensorsDtype.NameOf(type)} does not fill its {offsets[1] - offsets[0]} bytes.");
        }

        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private torch.ScalarType ReadType(string name, JsonElement entry)
    {
        var found = entry.TryGetProperty("dtype", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "none";
        return SafetensorsDtype.TryParse(found, out var type)
            ? type
            : throw Problem($"tensor '{name}': dtype {found} is not one of {SafetensorsDtype.Known}.");
    }

    private long[] ReadNumbers(string name, JsonElement entry, string key)
    {
        if (!entry.TryGetProperty(key, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            throw Problem($"tensor '{name}': {key} must be an array of whole numbers.");
        }

        var numbers = new List<long>();
        foreach (var element in value.EnumerateArray())
        {
            var valid = element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0;
            numbers.Add(valid ? element.GetInt64() : throw Problem($"tensor '{name}': {key} holds {element.GetRawText()}, not a whole number from 0."));
        }

        return [.. numbers];
    }

    /// <summary>Bytes of a tensor, or -1 where that number has no place in 63 bits.</summary>
    private static long ByteCount(long[] shape, torch.ScalarType type)
    {
        var count = (Int128)SafetensorsDtype.SizeOf(type);
        foreach (var size in shape)
        {
            count *= size;
            if (count > long.MaxValue)
            {
                return -1;
            }
        }

        return (long)count;
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
