using System.Buffers.Binary;
using System.Text;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

/// <summary>
/// A protobuf message read by the rules of the encoding alone (https://protobuf.dev/programming-guides/encoding), with the
/// field numbers of TensorBoard's own definitions: it shares nothing with the writer.
/// </summary>
internal sealed class WireMessage
{
    private readonly string type;
    private readonly List<(int Field, object Value)> fields = [];

    public WireMessage(string type, ReadOnlySpan<byte> data)
    {
        this.type = type;
        var known = Golden.Read("tensorboard").GetProperty("fields").GetProperty(type).EnumerateObject().Select(p => p.Value.GetInt32()).ToHashSet();
        while (data.Length > 0)
        {
            var key = Varint(ref data);
            Assert.That(known, Does.Contain((int)(key >> 3)), $"{type} has no such field");
            fields.Add(((int)(key >> 3), (key & 7) switch
            {
                0 => Varint(ref data),
                1 => BinaryPrimitives.ReadDoubleLittleEndian(Take(ref data, 8)),
                2 => Take(ref data, (int)Varint(ref data)).ToArray(),
                5 => BinaryPrimitives.ReadSingleLittleEndian(Take(ref data, 4)),
                _ => throw new FormatException($"{type}: wire type {key & 7}"),
            }));
        }
    }

    public bool Has(string name) => fields.Any(f => f.Field == Number(name));

    public long Whole(string name) => Last(name) is { } value ? (long)(ulong)value : 0;

    public double Double(string name) => Last(name) is { } value ? (double)value : 0;

    public float Float(string name) => Last(name) is { } value ? (float)value : 0;

    public byte[] Bytes(string name) => (byte[]?)Last(name) ?? [];

    public string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    public double[] Doubles(string name) => [.. Bytes(name).Chunk(8).Select(b => BinaryPrimitives.ReadDoubleLittleEndian(b))];

    public WireMessage Message(string name, string messageType) => new(messageType, Bytes(name));

    public IReadOnlyList<WireMessage> Messages(string name, string messageType) =>
        [.. fields.Where(f => f.Field == Number(name)).Select(f => new WireMessage(messageType, (byte[])f.Value))];

    /// <summary>All occurrences of a field as a message whose only field, number 1, they are.</summary>
    public byte[] Raw(string name)
    {
        var output = new MemoryStream();
        foreach (var value in fields.Where(f => f.Field == Number(name)).Select(f => (byte[])f.Value))
        {
            output.WriteByte((1 << 3) | 2);
            for (var length = (uint)value.Length; ; length >>= 7)
            {
                output.WriteByte((byte)(length < 0x80 ? length : length | 0x80));
                if (length < 0x80)
                {
                    break;
                }
            }

            output.Write(value);
        }

        return output.ToArray();
    }

    private object? Last(string name) => fields.LastOrDefault(f => f.Field == Number(name)).Value;

    private int Number(string name) => Golden.Read("tensorboard").GetProperty("fields").GetProperty(type).GetProperty(name).GetInt32();

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> data, int count)
    {
        var taken = data[..count];
        data = data[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(ref data, 1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
