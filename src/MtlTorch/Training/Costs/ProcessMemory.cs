using System.Diagnostics;
using System.Globalization;

namespace MtlTorch.Training.Costs;

/// <summary>Main memory of this process and of its machine. TorchSharp tells nothing about the memory of a GPU.</summary>
public static class ProcessMemory
{
    /// <summary>Bytes that the process holds in main memory.</summary>
    public static long Resident => Environment.WorkingSet;

    /// <summary>The most that <see cref="Resident"/> ever was.</summary>
    public static long Peak
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return Math.Max(Kilobytes("/proc/self/status", "VmHWM:") ?? process.PeakWorkingSet64, Resident);
        }
    }

    /// <summary>Bytes that could still be taken: what Linux calls available, at most the limit of the container; elsewhere that limit or the machine's memory.</summary>
    public static long Available
    {
        get
        {
            var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return Math.Min(Kilobytes("/proc/meminfo", "MemAvailable:") ?? limit, limit);
        }
    }

    /// <summary>Lets <see cref="Peak"/> begin anew at what is held now, where the system can do that: Linux, unless a sandbox forbids it.</summary>
    public static void ForgetPeak()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                File.WriteAllText("/proc/self/clear_refs", "5");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The peak then stays that of the whole process.
        }
    }

    /// <summary>A line of the kind "VmHWM:   1234 kB", in bytes; null where there is no such file or line.</summary>
    private static long? Kilobytes(string file, string key)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? null : 1024 * long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
