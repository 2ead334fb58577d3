namespace TorchSharp;

/// <summary>How an output of a custom function came to be. Mirrors OutputKind in native/functions.cpp.</summary>
[Flags]
internal enum OutputKinds : byte
{
    Plain = 0,
    NotDifferentiable = 1,
    ModifiedInPlace = 2,
}
