namespace MtlTorch.Tensors.Safetensors;

/// <summary>What the header of a safetensors file says.</summary>
/// <param name="Entries">The tensors, in the order of their data.</param>
/// <param name="Metadata">The texts beside them.</param>
/// <param name="DataStart">Position of the first byte of data in the file.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata, long DataStart)
{
    /// <summary>The key that is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Bytes of the number in front of the header, which says how long it is.</summary>
    public const int LengthBytes = 8;
}

/// <summary>Where one tensor lies; offsets in bytes, relative to the end of the header.</summary>
internal sealed record SafetensorsEntry(string Name, torch.ScalarType Type, long[] Shape, long Begin, long End);
