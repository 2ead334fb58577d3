using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MtlTorch.Tests.Tensors.Safetensors;

/// <summary>Damages valid files in all the ways that disks, networks and enemies know.</summary>
internal sealed partial class SafetensorsMutator(int seed)
{
    private static readonly byte[][] Seeds =
    [
        SafetensorsBytes.File(
            """
            {"__metadata__":{"format":"pt"},
            "w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
            "n":{"dtype":"I64","shape":[],"data_offsets":[16,24]},
            "e\u00e9":{"dtype":"BOOL","shape":[0],"data_offsets":[24,24]}}
            """,
            [.. Enumerable.Range(1, 24).Select(i => (byte)i)]),
        SafetensorsBytes.File(
            """{"d":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},"h":{"dtype":"BF16","shape":[3],"data_offsets":[8,14]},"i":{"dtype":"I8","shape":[2],"data_offsets":[14,16]}}    """,
            [.. Enumerable.Range(100, 16).Select(i => (byte)i)]),
        SafetensorsBytes.File("{}      "),
    ];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "8", "16", "24", "255", "65536", "2147483648", "4294967296", "4611686018427387904", "9223372036854775807", "9223372036854775808",
        "18446744073709551615", "1e3", "1e400", "0.5", "-0", "null", "true", "[]", "{}", "\"4\"", "", "2,2", "00",
    ];

    private static readonly string[] Texts =
    [
        "\"w\"", "\"n\"", "\"__metadata__\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"F16\"", "\"U8\"", "\"I64\"", "\"BOOL\"", "\"F8_E4M3\"", "\"C64\"",
        "\"\"", "\"\\u0000\"", "\"\\ud83d\"", "\"\\\"", "\"é😀\"", "0", "null", "{}", "[[[[[[[[[[[[", "//", "",
    ];

    private readonly Random random = new(seed);

    /// <summary>The next damaged file.</summary>
    public byte[] Next()
    {
        var bytes = Seeds[random.Next(8) switch { 0 => 2, 1 or 2 or 3 => 1, _ => 0 }];
        for (var damages = Math.Max(1, random.Next(-3, 4)); damages > 0 && bytes.Length > 0; damages--)
        {
            bytes = Damage(bytes);
        }

        return bytes;
    }

    private byte[] Damage(byte[] bytes)
    {
        var (at, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
        (at, to) = at < to ? (at, to) : (to, at);
        return random.Next(10) switch
        {
            0 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
            2 => bytes[..at],
            3 => [.. bytes[..at], .. Noise(), .. bytes[at..]],
            4 => [.. bytes[..at], .. bytes[to..]],
            5 => [.. bytes[..to], .. bytes[at..]],
            6 => Announce(bytes, (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64)),
            7 or 8 => Header(bytes, NumberInHeader(), Numbers),
            _ => Header(bytes, TextInHeader(), Texts),
        };
    }

    private byte[] Noise()
    {
        var noise = new byte[random.Next(1, 32)];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] Announce(byte[] bytes, ulong length)
    {
        var announced = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(announced, length);
        return [.. announced, .. bytes.Skip(8)];
    }

    /// <summary>Puts another value in the place of one that the header has, and mostly announces the new length.</summary>
    private byte[] Header(byte[] bytes, Regex pattern, string[] values)
    {
        var length = bytes.Length < 8 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length == 0 || length > (ulong)bytes.Length - 8)
        {
            return bytes;
        }

        var header = Encoding.Latin1.GetString(bytes, 8, (int)length);
        var found = pattern.Matches(header);
        if (found.Count == 0)
        {
            return bytes;
        }

        var chosen = found[random.Next(found.Count)];
        var value = values[random.Next(values.Length)];
        var near = random.Next(3) == 0 && long.TryParse(chosen.Value, out var number) ? (number + random.Next(-2, 3)).ToString(CultureInfo.InvariantCulture) : value;
        byte[] changed =
            [.. Encoding.Latin1.GetBytes(header[..chosen.Index]), .. Encoding.UTF8.GetBytes(near), .. Encoding.Latin1.GetBytes(header[(chosen.Index + chosen.Length)..])];
        return Announce([.. new byte[8], .. changed, .. bytes[(8 + (int)length)..]], random.Next(10) == 0 ? length : (ulong)changed.Length);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex NumberInHeader();

    [GeneratedRegex("\"[^\"]*\"|[\\[\\]{},:]")]
    private static partial Regex TextInHeader();
}
