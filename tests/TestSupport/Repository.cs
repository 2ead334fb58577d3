using System.Runtime.CompilerServices;

namespace TestSupport;

/// <summary>Places in the repository that the tests run from.</summary>
public static class Repository
{
    /// <summary>The folder that holds MtlTorch.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Above the test's assembly, or, where that was built elsewhere, above this source file.</summary>
    private static string FindRoot([CallerFilePath] string source = "") =>
        RootAbove(TestContext.CurrentContext.TestDirectory)
        ?? RootAbove(Path.GetDirectoryName(source)!)
        ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");

    private static string? RootAbove(string path)
    {
        var folder = new DirectoryInfo(path);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "MtlTorch.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
