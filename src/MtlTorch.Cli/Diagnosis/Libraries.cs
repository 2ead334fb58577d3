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
    public static Finding Blas() => Blas(Loaded());

    /// <summary>The BLAS among the libraries of a process.</summary>
    /// <param name="paths">Paths of the libraries.</param>
    public static Finding Blas(IReadOnlyList<string> paths)
    {
        foreach (var (part, name) in KnownBlas)
        {
            if (paths.FirstOrDefault(p => TellingPart(p).Contains(part, StringComparison.OrdinalIgnoreCase)) is { } path)
            {
                return new Finding("BLAS", $"{name}, {path}", Verdict.Good);
            }
        }

        return paths.FirstOrDefault(IsLibBlas) is { } reference
            ? new Finding("BLAS", $"reference implementation, {reference}", Verdict.Slow, "dense layers are three to four times faster with OpenBLAS: apt-get install libopenblas0-openmp")
            : new Finding("BLAS", "inside LibTorch", Verdict.Good);
    }

    /// <summary>
    /// What tells an implementation: the name of the file, and of its folder where distributions keep several under one name
    /// (.../openblas-openmp/libblas.so.3). Other folders can be called anything: "publish" has a BLIS in it.
    /// </summary>
    private static string TellingPart(string path)
    {
        var file = Path.GetFileName(path);
        return IsLibBlas(path) ? $"{Path.GetFileName(Path.GetDirectoryName(path))}/{file}" : file;
    }

    private static bool IsLibBlas(string path) => Path.GetFileName(path).StartsWith("libblas", StringComparison.Ordinal);

    private static List<string> Loaded()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(m => m.FileName)];
    }
}
