using Spectre.Console;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl train on a terminal.</summary>
public sealed class LiveTests
{
    private const int Width = 60;

    [Test]
    public void BarsMoveWhileLinesAndATableStay()
    {
        using var cli = new Cli();
        using var screen = new StringWriter();

        var code = CommandLineApp.Run(["train", "sound.json", "--run-dir", "run"], new Terminal(screen, screen, interactive: true, Draw(screen)));
        var text = screen.ToString();

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero, text);
            Assert.That(text, Does.Contain("\u001b["), "bars are drawn with control codes");
            Assert.That(text, Does.Contain("epoch 2/2"));
            Assert.That(text, Does.Contain("completed after 2 epochs"));
            Assert.That(text, Does.Contain("│ shape │ accuracy"));
        });
    }

    [Test]
    public void LinesFillWholeRowsSoThatNothingOfABarShows()
    {
        using var screen = new StringWriter();
        var terminal = new Terminal(screen, screen, interactive: true, Draw(screen));

        terminal.Say("a line of words that is longer than the sixty columns that there are here");
        terminal.Say(new string('x', Width + 5));

        Assert.That(screen.ToString().Split(Environment.NewLine), Is.EqualTo(new[]
        {
            "a line of words that is longer than the sixty columns that".PadRight(Width),
            "there are here".PadRight(Width),
            new string('x', Width),
            "xxxxx".PadRight(Width),
            "",
        }));
    }

    private static IAnsiConsole Draw(TextWriter screen)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = Width;
        return console;
    }
}
