using System.CommandLine;
using System.CommandLine.Help;
using MtlTorch.Cli.Commands;

namespace MtlTorch.Cli;

/// <summary>The command line: parses, runs one verb, returns its exit code.</summary>
public static class CommandLineApp
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        // A word that begins with @ is a word, not the name of a file with more of them.
        var parsed = Verbs(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var problem in Problems(parsed))
            {
                terminal.Error.WriteLine(problem);
            }

            terminal.Error.WriteLine($"'{CommandPath(parsed.CommandResult.Command)} --help' says what is possible.");
            return ExitCode.WrongUsage;
        }

        return Guard.Run(terminal, () => parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        }));
    }

    private static RootCommand Verbs(Terminal terminal) => new("Trains multi-task neural networks from JSON configurations.")
    {
        TrainCommand.Create(terminal),
        CrossValidateCommand.Create(terminal),
        SweepCommand.Create(terminal),
        EnsembleCommand.Create(terminal),
        EvaluateCommand.Create(terminal),
        PredictCommand.Create(terminal),
        CompareCommand.Create(terminal),
        ProfileCommand.Create(terminal),
        StatusCommand.Create(terminal),
        TailCommand.Create(terminal),
        RerunCommand.Create(terminal),
        ReportCommand.Create(terminal),
        ConfigCommand.Create(terminal),
        ListCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        DoctorCommand.Create(terminal),
        JobCommand.Create(terminal),
        WorkerCommand.Create(terminal),
        TrialCommand.Create(terminal),
    };

    /// <summary>What is wrong with a command line; words that nobody knows come with what may have been meant.</summary>
    private static IEnumerable<string> Problems(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)).ToList();
        var unknown = parsed.UnmatchedTokens.Select(word => $"'{word}' is not known here.{Nearest.Hint(word, known.Where(k => k != word))}").ToList();
        return unknown.Count > 0 ? unknown : parsed.Errors.Select(e => e.Message);
    }

    private static string CommandPath(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{CommandPath(parent)} {command.Name}" : "mtl";
}
