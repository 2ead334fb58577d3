using Spectre.Console;

namespace MtlTorch.Cli;

/// <summary>Where the command line writes: a terminal with colors and live progress, or plain lines into a pipe or file.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="interactive">Whether standard output is a terminal.</param>
public sealed class Terminal(TextWriter output, TextWriter error, bool interactive)
{
    private const int PlainWidth = 200;

    private readonly Lazy<IAnsiConsole> console = new(() => Create(output, interactive));

    /// <summary>Standard output.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Whether standard output is a terminal.</summary>
    public bool Interactive { get; } = interactive;

    /// <summary>Tables and progress; without control codes unless this is a terminal.</summary>
    public IAnsiConsole Console => console.Value;

    /// <summary>The process's own.</summary>
    public static Terminal OfThisProcess() =>
        new(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb");

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
}
