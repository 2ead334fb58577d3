namespace Parity.Tests.Support;

/// <summary>The files of the folder Expected, beside the test assembly.</summary>
public static class ExpectedFile
{
    public static string PathOf(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Expected", name);

    /// <summary>Lines of a key and a value, with a separator between them.</summary>
    public static Dictionary<string, string> Entries(string name, string separator)
        => File.ReadLines(PathOf(name)).Select(line => line.Split(separator, 2)).ToDictionary(parts => parts[0], parts => parts[1]);
}
