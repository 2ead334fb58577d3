using System.Diagnostics;

namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>This program once more, as a process of its own.</summary>
internal static class OwnProcess
{
    public static Process Start(params string[] arguments)
    {
        var assembly = typeof(OwnProcess).Assembly.Location;
        var start = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new ProcessStartInfo(Environment.ProcessPath!, [assembly, .. arguments]) : new ProcessStartInfo(Environment.ProcessPath!, arguments);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}
