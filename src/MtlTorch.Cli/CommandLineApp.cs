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
        var parsed = Verbs(terminal).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.Error.WriteLine(error.Message);
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
        EvaluateCommand.Create(terminal),
        ConfigCommand.Create(terminal),
        ListCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        DoctorCommand.Create(terminal),
    };

    private static string CommandPath(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{CommandPath(parent)} {command.Name}" : "mtl";
}
