using System.Buffers.Binary;
using System.Numerics;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>
/// Frames records as TensorFlow's TFRecord files do: length (8 bytes), its checksum (4), the data, its checksum (4), all
/// little-endian. A reader that finds a record cut off waits for the rest, so a file can be read while it grows.
/// </summary>
/// <param name="stream">Where the records go; stays the caller's.</param>
internal sealed class RecordWriter(Stream stream)
{
    /// <summary>Adds a record.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        stream.Write(head);
        stream.Write(data);
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc(data));
        stream.Write(tail);
    }

    /// <summary>CRC-32C, rotated and shifted: a checksum of data that hold checksums themselves would be weak otherwise.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32C(data), 15) + 0xA282EAD8;

    internal static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
