using System.Text.Json;

namespace MtlTorch.Tensors.Safetensors;

/// <summary>Reads one entry of a header: what it says of a tensor (element type, shape, place in the data), or the metadata.</summary>
/// <param name="dataLength">Bytes of data in the file.</param>
/// <param name="malformed">Makes the exception for a problem.</param>
internal sealed class SafetensorsEntryReader(long dataLength, Func<string, MalformedFileException> malformed)
{
    public SafetensorsEntry Read(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Problem(name, "its entry is not an object.");
        }

        if (Repeated(value) is { } key)
        {
            throw Problem(name, $"its key '{key}' occurs twice.");
        }

        var unknown = value.EnumerateObject().Select(p => p.Name).FirstOrDefault(k => k is not ("dtype" or "shape" or "data_offsets"));
        if (unknown is not null)
        {
            throw Problem(name, $"unknown key '{unknown}'; known are dtype, shape and data_offsets.");
        }

        var type = ReadType(name, value);
        var shape = ReadNumbers(name, value, "shape");
        var offsets = ReadNumbers(name, value, "data_offsets");
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
        {
            throw Problem(name, $"data_offsets {ShapeText.Format(offsets)} do not lie within the {dataLength} bytes of data.");
        }

        if (ByteCount(shape, type) != offsets[1] - offsets[0])
        {
            throw Problem(name, $"shape {ShapeText.Format(shape)} of {SafetensorsDtype.NameOf(type)} does not fill its {offsets[1] - offsets[0]} bytes.");
        }

        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    /// <summary>The texts beside the tensors.</summary>
    public Dictionary<string, string> ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
        {
            throw malformed($"{SafetensorsHeader.MetadataKey} must be an object of strings.");
        }

        return Repeated(value) is { } key
            ? throw malformed($"{SafetensorsHeader.MetadataKey} has the key '{key}' twice.")
            : value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
    }

    /// <summary>The first key that an object has a second time; null if there is none.</summary>
    private static string? Repeated(JsonElement value)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        return value.EnumerateObject().Select(p => p.Name).FirstOrDefault(key => !keys.Add(key));
    }

    private torch.ScalarType ReadType(string name, JsonElement entry)
    {
        var found = entry.TryGetProperty("dtype", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "none";
        return SafetensorsDtype.TryParse(found, out var type)
            ? type
            : throw Problem(name, SafetensorsDtype.IsForeign(found)
                ? $"dtype {found} has no counterpart in TorchSharp; what can be read is {SafetensorsDtype.Known}."
                : $"dtype {found} is not one of {SafetensorsDtype.Known}.");
    }

    private long[] ReadNumbers(string name, JsonElement entry, string key)
    {
        if (!entry.TryGetProperty(key, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            throw Problem(name, $"{key} must be an array of whole numbers.");
        }

        var numbers = new List<long>();
        foreach (var element in value.EnumerateArray())
        {
            var valid = element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0;
            numbers.Add(valid ? element.GetInt64() : throw Problem(name, $"{key} holds {element.GetRawText()}, not a whole number from 0."));
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

    private MalformedFileException Problem(string name, string problem) => malformed($"tensor '{name}': {problem}");
}
