using System.Diagnostics;

namespace MtlTorch.Cli.Diagnosis;

/// <summary>The native libraries in this process.</summary>
internal static class Libraries
{
    private static readonly (string Part, string Name)[] KnownBlas =
        [("mkl_", "Intel MKL"), ("openblas", "OpenBLAS"), ("blis", "BLIS"), ("atlas", "ATLAS"), ("nvpl", "NVPL"), ("Accelerate", "Accelerate")];

    /// <summary>Path of the first library whose file name contains a text, or null.</summary>
    public static string? Find(string part) => Loaded().FirstOrDefault(path => Path.GetFileName(path).Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>The BLAS that LibTorch computes matrix products with.</summary>
    public static Finding Blas()
    {
        var paths = Loaded();
        foreach (var (part, name) in KnownBlas)
        {
            if (paths.FirstOrDefault(p => p.Contains(part, StringComparison.OrdinalIgnoreCase)) is { } path)
            {
                return new Finding("BLAS", $"{name}, {path}", Verdict.Good);
            }
        }

        return Find("libblas") is { } reference
            ? new Finding("BLAS", $"reference implementation, {reference}", Verdict.Slow, "dense layers are three to four times faster with OpenBLAS: apt-get install libopenblas0-openmp")
            : new Finding("BLAS", "inside LibTorch", Verdict.Good);
    }

    private static List<string> Loaded()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(m => m.FileName)];
    }
}
