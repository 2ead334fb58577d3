using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace MtlTorch.Cli;

/// <summary>Where the command line writes: a terminal with colors and live progress, or plain lines into a pipe or file.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="interactive">Whether standard output is a terminal.</param>
/// <param name="console">Draws tables and bars; the process's own if null.</param>
public sealed class Terminal(TextWriter output, TextWriter error, bool interactive, IAnsiConsole? console = null)
{
    private const int PlainWidth = 200;
    private const nint StandardOutput = 1;

    private readonly Lazy<IAnsiConsole> drawing = new(() => console ?? Create(output, interactive));

    /// <summary>Standard output.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Whether standard output is a terminal.</summary>
    public bool Interactive { get; } = interactive;

    /// <summary>Whether nobody reads standard output any more.</summary>
    public bool ReaderLeft => Out is LenientWriter { ReaderLeft: true };

    /// <summary>Tables and progress; without control codes unless this is a terminal.</summary>
    public IAnsiConsole Console => drawing.Value;

    /// <summary>
    /// Writes a line of a run. Where live bars stand, they move down but are not erased first, so the line fills whole rows.
    /// </summary>
    public void Say(string line)
    {
        if (!Interactive)
        {
            Out.WriteLine(line);
            Out.Flush();
            return;
        }

        var width = Console.Profile.Width;
        foreach (var row in Wrap(line, width))
        {
            Console.WriteLine(row.PadRight(width));
        }
    }

    /// <summary>From here on nothing fails because nobody can be told of it any more: a run is worth more than its lines.</summary>
    public void OutliveOutput()
    {
        if (Out is LenientWriter lenient)
        {
            lenient.Lenient = true;
        }
    }

    /// <summary>Writes a remark that does not belong to the output.</summary>
    public void Remark(string line)
    {
        if (Interactive)
        {
            Say(line);
        }
        else
        {
            Error.WriteLine(line);
        }
    }

    /// <summary>The process's own. Errors that cannot be written are never errors of their own.</summary>
    public static Terminal OfThisProcess()
    {
        var output = new LenientWriter(Pipe() ?? System.Console.Out);
        System.Console.SetOut(output);
        return new(output, new LenientWriter(System.Console.Error) { Lenient = true }, !System.Console.IsOutputRedirected && CanMoveCursor());
    }

    /// <summary>
    /// Standard output, if it is a pipe, without .NET's console in between, which keeps quiet about a reader that has ended. Null
    /// if it is not: a file's end belongs to all who write there, standard error among them.
    /// </summary>
    private static StreamWriter? Pipe()
    {
        if (!System.Console.IsOutputRedirected || OperatingSystem.IsWindows())
        {
            return null;
        }

        var stream = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : new StreamWriter(stream) { AutoFlush = true };
    }

    /// <summary>Windows' terminals all can; elsewhere TERM says so, and is not set or "dumb" where lines are all there is.</summary>
    private static bool CanMoveCursor() => OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    private static IAnsiConsole Create(TextWriter output, bool interactive)
    {
        if (interactive)
        {
            return AnsiConsole.Console;
        }

        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        plain.Profile.Width = PlainWidth;
        return plain;
    }

    /// <summary>Breaks a line at spaces; a word that is longer than a row is cut.</summary>
    private static IEnumerable<string> Wrap(string line, int width)
    {
        while (line.Length > width)
        {
            var space = line.LastIndexOf(' ', width);
            var end = space > 0 ? space : width;
            yield return line[..end];
            line = line[end..].TrimStart();
        }

        yield return line;
    }
}
