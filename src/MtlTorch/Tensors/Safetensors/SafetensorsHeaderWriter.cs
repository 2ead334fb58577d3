using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace MtlTorch.Tensors.Safetensors;

/// <summary>Writes the header of a safetensors file.</summary>
internal static class SafetensorsHeaderWriter
{
    /// <summary>The header's bytes, its length in front, padded so that the data begins at a multiple of 8.</summary>
    public static byte[] Format(IEnumerable<KeyValuePair<string, torch.Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new MemoryStream();
        buffer.Write(new byte[SafetensorsHeader.LengthBytes]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            WriteEntries(json, tensors);
            json.WriteEndObject();
        }

        while (buffer.Length % SafetensorsHeader.LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - SafetensorsHeader.LengthBytes);
        return bytes;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (key, value) in metadata)
        {
            json.WriteString(Text(key), Text(value));
        }

        json.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        long offset = 0;
        foreach (var (name, tensor) in tensors)
        {
            if (name == SafetensorsHeader.MetadataKey)
            {
                throw new ArgumentException($"No tensor can be called '{name}': that is the format's own key.");
            }

            if (!names.Add(Text(name)))
            {
                throw new ArgumentException($"The name '{name}' occurs twice.");
            }

            var end = offset + tensor.numel() * SafetensorsDtype.SizeOf(tensor.dtype);
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsDtype.NameOf(tensor.dtype));
            WriteNumbers(json, "shape", tensor.shape);
            WriteNumbers(json, "data_offsets", [offset, end]);
            json.WriteEndObject();
            offset = end;
        }
    }

    /// <summary>The text itself; refuses half a surrogate pair, which the JSON writer would silently replace.</summary>
    private static string Text(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text ? text : throw new ArgumentException($"'{text}' is not Unicode text.");

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
