namespace TorchSharp.Interop;

/// <summary>One argument or result of an operator, as the native library takes it. Mirrors Value in native/operators.cpp.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Value
{
    [FieldOffset(0)] internal ValueTag Tag;

    /// <summary>The number of elements of a list; of bytes, of a text.</summary>
    [FieldOffset(4)] internal int Length;

    [FieldOffset(8)] internal nint Pointer;
    [FieldOffset(8)] internal long Integer;
    [FieldOffset(8)] internal double Number;
}
