using System.Buffers.Binary;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

/// <summary>Reads events files back, checksums checked bit by bit.</summary>
internal static class EventReader
{
    /// <summary>The events files of a folder, in the order in which TensorBoard reads them.</summary>
    public static IReadOnlyList<string> Files(string folder) => [.. Directory.GetFiles(folder, "*tfevents*").Order(StringComparer.Ordinal)];

    /// <summary>All events of a folder.</summary>
    public static IReadOnlyList<WireMessage> Events(string folder) =>
        [.. Files(folder).SelectMany(file => Records(File.ReadAllBytes(file))).Select(record => new WireMessage("Event", record))];

    /// <summary>The values of a folder that TensorBoard shows: what a restart voids is left out.</summary>
    public static IReadOnlyList<TaggedValue> Values(string folder)
    {
        var values = new List<TaggedValue>();
        foreach (var e in Events(folder))
        {
            var step = e.Whole("step");
            if (e.Has("session_log") && e.Message("session_log", "SessionLog").Whole("status") == 1)
            {
                values.RemoveAll(v => v.Step >= step);
            }

            values.AddRange(e.Message("summary", "Summary").Messages("value", "Value").Select(v => new TaggedValue(step, v.Text("tag"), v)));
        }

        return values;
    }

    public static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)), Is.EqualTo(MaskedCrc(file.AsSpan(at, 8))), "checksum of the length");
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)), Is.EqualTo(MaskedCrc(data)), "checksum of the data");
            yield return data;
            at += 16 + length;
        }
    }

    public static uint Crc(ReadOnlySpan<byte> data, uint polynomial)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
            }
        }

        return ~crc;
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = Crc(data, 0x82F63B78);
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}

/// <summary>A value and where it stands.</summary>
internal sealed record TaggedValue(long Step, string Tag, WireMessage Value);
