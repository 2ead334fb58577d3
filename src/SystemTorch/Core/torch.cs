namespace TorchSharp;

/// <summary>TorchSharp's API on the LibTorch found at build time. Its parts lie beside this file and in Generated.</summary>
public static partial class torch
{
    /// <summary>LibTorch's version.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)Native.st_version());
}
