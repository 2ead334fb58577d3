namespace MtlTorch.Experiments.Running;

/// <summary>Writes files that are complete under their name or not there: others read them at any moment.</summary>
public static class WholeFile
{
    /// <summary>Writes a text, over an older file of its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its whole content.</param>
    /// <param name="durable">Through to the disk, so that a power cut cannot take it; that takes milliseconds.</param>
    /// <exception cref="IOException">It cannot be written; an older one stays as it was.</exception>
    public static void Write(string path, string text, bool durable = true)
    {
        var part = path + ".part";
        try
        {
            using (var writer = new StreamWriter(new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None)))
            {
                writer.Write(text);
                writer.Flush();
                ((FileStream)writer.BaseStream).Flush(flushToDisk: durable);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is half-written would only take up room, on a disk that may be full.
            if (!Directory.Exists(part))
            {
                File.Delete(part);
            }

            throw;
        }
    }
}
