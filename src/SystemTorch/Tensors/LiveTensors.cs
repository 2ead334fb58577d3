namespace TorchSharp;

/// <summary>
/// Counts the native references that managed tensors hold. Off unless a test switches it on: an interlocked increment
/// per tensor is too dear for training threads.
/// </summary>
internal static class LiveTensors
{
    private static long count;

    internal static bool Counting { get; set; }

    internal static long Count => Interlocked.Read(ref count);

    internal static void Created(nint handle)
    {
        if (Counting && handle != 0)
            Interlocked.Increment(ref count);
    }

    internal static void Freed()
    {
        if (Counting)
            Interlocked.Decrement(ref count);
    }
}
