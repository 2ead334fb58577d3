namespace TorchSharp.Interop;

/// <summary>
/// Keeps LibTorch's companions from taking .NET's signals. Debian's LibTorch loads UCX (for MPI), which handles SIGSEGV
/// unless told otherwise; the first NullReferenceException would then end the process, for .NET makes it from that signal.
/// </summary>
internal static partial class SignalHandlers
{
    // Before any native call of this assembly: UCX reads its environment when it is loaded.
#pragma warning disable CA2255 // meant for applications, but nothing else runs early enough without a price for every call
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void LeaveThemToDotNet()
    {
        const int KeepWhatIsSet = 0;
        if (OperatingSystem.IsLinux())
            _ = SetEnvironment("UCX_ERROR_SIGNALS", "", KeepWhatIsSet);
    }

    // Environment.SetEnvironmentVariable does not reach native code.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
