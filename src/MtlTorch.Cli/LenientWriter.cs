using System.Text;

namespace MtlTorch.Cli;

/// <summary>
/// A standard stream that may go away: its terminal is closed, the disk of the file that it leads to is full. On request what
/// cannot be written is dropped.
/// </summary>
/// <param name="stream">The stream.</param>
internal sealed class LenientWriter(TextWriter stream) : TextWriter
{
    /// <summary>The error number of a pipe whose reader has ended, on Linux and macOS.</summary>
    private const int BrokenPipe = 32;

    /// <summary>Whether to go on where nothing can be written.</summary>
    public bool Lenient { get; set; }

    /// <summary>Whether the program that read this pipe has ended, as `head` does when it has seen enough. That is no error.</summary>
    public bool ReaderLeft { get; private set; }

    public override Encoding Encoding => stream.Encoding;

    public override void Write(char value) => Try(() => stream.Write(value));

    public override void Write(string? value) => Try(() => stream.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => stream.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(() => stream.WriteLine(value));

    public override void Flush() => Try(stream.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            ReaderLeft = true;
        }
        catch (Exception e) when (Lenient && e is (IOException or UnauthorizedAccessException))
        {
            // Nobody is there to be told.
        }
    }
}
