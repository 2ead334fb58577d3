namespace TorchSharp.Interop;

/// <summary>Parameters of TorchSharp's that must keep their default here.</summary>
internal static class Unsupported
{
    internal static void MustBeNull(object value, string name)
    {
        if (value is not null)
            throw new NotSupportedException($"SystemTorch: the parameter '{name}' is not supported");
    }
}
