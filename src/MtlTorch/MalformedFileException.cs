namespace MtlTorch;

/// <summary>A file does not have the format that it should have. The message names the file, the byte or the line, and what is wrong there.</summary>
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

    private MalformedFileException(string file, long line, string? column, string problem, Exception? inner)
        : base($"{file}, line {line}{(column is null ? "" : $", column '{column}'")}: {problem}", inner)
    {
        File = file;
        Offset = -1;
        Line = line;
        Column = column;
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Where the trouble begins, in bytes; -1 for a file of lines.</summary>
    public long Offset { get; }

    /// <summary>The line, from 1, of a file of lines; null for others.</summary>
    public long? Line { get; }

    /// <summary>The column of the table, if the trouble is in a single one.</summary>
    public string? Column { get; }

    /// <summary>Builds the message "FILE, line LINE, column 'COLUMN': PROBLEM".</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">Name of the column; null where it concerns the line as a whole.</param>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="inner">The exception that told so, if any.</param>
    public static MalformedFileException AtLine(string file, long line, string? column, string problem, Exception? inner = null) =>
        new(file, line, column, problem, inner);
}
