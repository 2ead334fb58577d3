using System.Buffers.Binary;
using System.Text;

namespace MtlTorch.Tests.Tensors.Safetensors;

/// <summary>Safetensors files made by hand, from the published description alone.</summary>
internal static class SafetensorsBytes
{
    /// <summary>The eight bytes of the header's length, the header, the data.</summary>
    public static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, params byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>The file's header as text, and its data.</summary>
    public static (string Header, byte[] Data) Parts(byte[] file)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return (Encoding.UTF8.GetString(file, 8, length), file[(8 + length)..]);
    }
}
