using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace TorchSharp.Interop;

/// <summary>Errors on their way through native code: LibTorch's to us, and those of our callbacks through LibTorch.</summary>
internal static unsafe class NativeError
{
    // An exception must not unwind through native frames. What a callback throws waits here under a number; the native
    // side fails with that number, and the call that led to the callback throws it again.
    private static readonly ConcurrentDictionary<long, ExceptionDispatchInfo> Waiting = new();
    private static long lastNumber;

    /// <summary>Keeps what a callback threw and gives its number.</summary>
    internal static long Keep(Exception exception)
    {
        long number = Interlocked.Increment(ref lastNumber);
        Waiting[number] = ExceptionDispatchInfo.Capture(exception);
        return number;
    }

    /// <summary>Throws if the native function failed; else passes its result on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Check(int result)
    {
        if (result < 0)
            Throw();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Check(long result)
    {
        if (result < 0)
            Throw();
        return result;
    }

    /// <summary>Throws what made this thread's last native call fail.</summary>
    internal static void Throw()
    {
        long number = Native.st_take_managed_error();
        if (number != 0 && Waiting.TryRemove(number, out var waiting))
            waiting.Throw();
        throw new ExternalException(Marshal.PtrToStringUTF8((nint)Native.st_last_error()));
    }
}
