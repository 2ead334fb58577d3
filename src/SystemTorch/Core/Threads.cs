namespace TorchSharp;

public static partial class torch
{
    public static int get_num_threads() => NativeError.Check(Native.st_num_threads());

    /// <summary>How many threads an operator may use. Holds for every thread: each adopts it at its next call.</summary>
    public static void set_num_threads(int num) => NativeError.Check(Native.st_set_num_threads(num));

    public static int get_num_interop_threads() => NativeError.Check(Native.st_num_interop_threads());

    public static void set_num_interop_threads(int num) => NativeError.Check(Native.st_set_num_interop_threads(num));
}
