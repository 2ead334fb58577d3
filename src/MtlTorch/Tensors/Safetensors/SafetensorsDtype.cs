namespace MtlTorch.Tensors.Safetensors;

/// <summary>The format's names of element types.</summary>
internal static class SafetensorsDtype
{
    private static readonly Dictionary<string, torch.ScalarType> ByName = new(StringComparer.Ordinal)
    {
        ["F64"] = torch.ScalarType.Float64,
        ["F32"] = torch.ScalarType.Float32,
        ["F16"] = torch.ScalarType.Float16,
        ["BF16"] = torch.ScalarType.BFloat16,
        ["I64"] = torch.ScalarType.Int64,
        ["I32"] = torch.ScalarType.Int32,
        ["I16"] = torch.ScalarType.Int16,
        ["I8"] = torch.ScalarType.Int8,
        ["U8"] = torch.ScalarType.Byte,
        ["BOOL"] = torch.ScalarType.Bool,
    };

    /// <summary>Types of the format for which TorchSharp has no tensors, or none that can be computed with.</summary>
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal)
    {
        "U16", "U32", "U64", "C64", "F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E5M2FNUZ", "F8_E4M3", "F8_E4M3FNUZ", "F8_E8M0",
    };

    private static readonly Dictionary<torch.ScalarType, string> Names = ByName.ToDictionary(p => p.Value, p => p.Key);

    /// <summary>All names that can be read and written, for messages.</summary>
    public static string Known => string.Join(", ", ByName.Keys);

    public static bool TryParse(string name, out torch.ScalarType type) => ByName.TryGetValue(name, out type);

    /// <summary>Whether the format knows the type and we do not.</summary>
    public static bool IsForeign(string name) => Foreign.Contains(name);

    public static string NameOf(torch.ScalarType type) =>
        Names.TryGetValue(type, out var name) ? name : throw new ArgumentException($"Safetensors has no element type for {type}; known: {Known}.");

    public static long SizeOf(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float64 or torch.ScalarType.Int64 => 8,
        torch.ScalarType.Float32 or torch.ScalarType.Int32 => 4,
        torch.ScalarType.Float16 or torch.ScalarType.BFloat16 or torch.ScalarType.Int16 => 2,
        _ => 1,
    };
}
