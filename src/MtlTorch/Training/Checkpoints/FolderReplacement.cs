namespace MtlTorch.Training.Checkpoints;

/// <summary>
/// Writes a folder beside the one that it is to replace and renames it when it is complete: whenever the process ends, a complete
/// folder stands under the name, or is put back there by <see cref="Recover"/>, or is the previous one that was asked to be kept.
/// </summary>
internal static class FolderReplacement
{
    /// <summary>Replaces a folder; makes it if there was none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="write">Writes the files into the folder that it is given, and flushes them to the disk.</param>
    /// <param name="previous">Where the folder's old content is kept; removed if null.</param>
    /// <exception cref="IOException">Something could not be written; the folder is as it was.</exception>
    public static void Replace(string folder, Action<string> write, string? previous = null)
    {
        var parts = folder + ".part";
        Remove(parts);
        try
        {
            Directory.CreateDirectory(parts);
            write(parts);
        }
        catch (IOException)
        {
            // What is half-written would only take up room, on a disk that may be full.
            Remove(parts);
            throw;
        }

        var old = previous ?? Old(folder);
        Recover(folder);
        Remove(old);
        if (Directory.Exists(folder))
        {
            Directory.Move(folder, old);
        }

        Directory.Move(parts, folder);
        if (previous is null)
        {
            Remove(old);
        }
    }

    /// <summary>Puts back what was set aside, should a process have ended between the two renamings.</summary>
    public static void Recover(string folder)
    {
        if (!Directory.Exists(folder) && Directory.Exists(Old(folder)))
        {
            Directory.Move(Old(folder), folder);
        }
    }

    private static string Old(string folder) => folder + ".old";

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
