using System.CommandLine;
using MtlTorch.Cli.Sweeping;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl worker: what sweeps start in processes of their own. Nobody types it.</summary>
internal static class WorkerCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "worker";

    public static Command Create(Terminal terminal)
    {
        var command = new Command(Name, "Trains runs that standard input names, a line of JSON after the other. Stops when its standard input ends.") { Hidden = true };
        command.SetAction(_ => new Worker(terminal, Console.In).Run());
        return command;
    }
}
