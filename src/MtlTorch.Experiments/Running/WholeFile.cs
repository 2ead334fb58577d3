namespace MtlTorch.Experiments.Running;

/// <summary>Writes files that are complete under their name or not there: others read them at any moment.</summary>
public static class WholeFile
{
    /// <summary>Writes a text, over an older file of its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its whole content.</param>
    /// <param name="durable">Through to the disk, so that a power cut cannot take it; that takes milliseconds.</param>
    /// <exception cref="IOException">It cannot be written; an older one stays as it was.</exception>
    public static void Write(string path, string text, bool durable = true) => Write(path, writer => writer.Write(text), durable);

    /// <summary>Writes a file piece by piece, over an older one of its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content. Where it throws, an older file stays as it was.</param>
    /// <param name="durable">As above.</param>
    /// <exception cref="IOException">It cannot be written; an older one stays as it was.</exception>
    public static void Write(string path, Action<TextWriter> write, bool durable = true)
    {
        var part = path + ".part";
        try
        {
            using (var writer = new StreamWriter(new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None)))
            {
                write(writer);
                writer.Flush();
                ((FileStream)writer.BaseStream).Flush(flushToDisk: durable);
            }

            File.Move(part, path, overwrite: true);
        }
        catch
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
