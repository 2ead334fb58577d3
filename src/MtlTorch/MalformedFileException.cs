namespace MtlTorch;

/// <summary>A file does not have the format that it should have. The message names the file, the byte and what is wrong there.</summary>
public sealed class MalformedFileException : Exception
{
    /// <summary>Builds the message "FILE, byte OFFSET: PROBLEM".</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="offset">Where the trouble begins, in bytes from the start of the (uncompressed) file.</param>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="inner">The exception that told so, if any.</param>
    public MalformedFileException(string file, long offset, string problem, Exception? inner = null)
        : base($"{file}, byte {offset}: {problem}", inner)
    {
        File = file;
        Offset = offset;
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Where the trouble begins, in bytes.</summary>
    public long Offset { get; }
}
