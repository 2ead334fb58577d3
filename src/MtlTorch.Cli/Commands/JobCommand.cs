using System.CommandLine;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl job RUN: what studies start in processes of their own. Nobody types it.</summary>
internal static class JobCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "job";

    public static Command Create(Terminal terminal)
    {
        var run = CommonOptions.Run();
        var command = new Command(Name, "Trains a run whose folder has its configuration, or goes on with it. Stops when its standard input ends.") { run };
        command.Hidden = true;
        command.SetAction(parsed => Train(terminal, parsed.GetRequiredValue(run)));
        return command;
    }

    private static int Train(Terminal terminal, string path)
    {
        using var interruption = new Interruption(terminal);
        EndWithInput(interruption);
        var folder = RunFolder.Open(path);
        ExperimentPlan plan;
        using (RunLock.Take(folder))
        {
            plan = Resumption.Compose(folder, []);
        }

        return TrainCommand.Run(terminal, plan, folder, interruption, resumes: true, quiet: true);
    }

    /// <summary>The other end of the pipe is closed by who wants the run to stop, or by the operating system when that process is gone.</summary>
    private static void EndWithInput(Interruption interruption) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        try
        {
            interruption.Stop();
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
    })
    { IsBackground = true }.Start();
}
