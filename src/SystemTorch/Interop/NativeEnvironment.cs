namespace TorchSharp.Interop;

/// <summary>
/// What LibTorch's companions read from the environment when they are loaded, set before that happens. What the user has set stays.
/// </summary>
internal static partial class NativeEnvironment
{
    // Before any native call of this assembly.
#pragma warning disable CA2255 // meant for applications, but nothing else runs early enough without a price for every call
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Prepare()
    {
        if (!OperatingSystem.IsLinux())
            return;
        LeaveSignalsToDotNet();
        SpinShortly();
    }

    // Debian's LibTorch loads UCX (for MPI), which handles SIGSEGV unless told otherwise; the first NullReferenceException
    // would then end the process, for .NET makes it from that signal.
    private static void LeaveSignalsToDotNet() => Set("UCX_ERROR_SIGNALS", "");

    // GNU's OpenMP lets threads that wait spin for many milliseconds. Where other programs compute too, they spin in the time of
    // the thread that they wait for, and training falls to a few percent of its speed. A thousand turns are what it takes itself when
    // it has more threads than processors; docs/performance.md has the figures.
    private static void SpinShortly()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            Set("GOMP_SPINCOUNT", "1000");
    }

    // .NET keeps an environment of its own, which native code does not see; processes that are started get .NET's.
    private static void Set(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null)
            return;
        _ = SetNative(name, value, overwrite: 0);
        Environment.SetEnvironmentVariable(name, value);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
