namespace TestSupport;

/// <summary>
/// Compares a text with the one in tests/Approved. Where they differ, the text received is left beside it; with
/// MTL_APPROVE=1 in the environment it becomes the approved one.
/// </summary>
public static class Approved
{
    /// <param name="name">Path below tests/Approved without ending, for example "errors/unknown-kind".</param>
    /// <param name="text">The text; line ends are unified.</param>
    public static void Text(string name, string text)
    {
        var received = text.ReplaceLineEndings("\n");
        var path = Repository.File("tests", "Approved", name + ".txt");
        if (Environment.GetEnvironmentVariable("MTL_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, received);
        }

        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (approved != received)
        {
            File.WriteAllText(Path.ChangeExtension(path, ".received.txt"), received);
        }

        Assert.That(received, Is.EqualTo(approved), $"If the new text is right, run the tests once with MTL_APPROVE=1 ({path}).");
    }
}
