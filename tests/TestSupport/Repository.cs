namespace TestSupport;

/// <summary>Places in the repository that the tests run from.</summary>
public static class Repository
{
    /// <summary>The folder that holds MtlTorch.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "MtlTorch.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
