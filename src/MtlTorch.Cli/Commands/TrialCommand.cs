using System.CommandLine;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Launching;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl trial RUN...: what the jobs of a cluster start. Nobody types it.</summary>
internal static class TrialCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "trial";

    /// <summary>The job before this one may not be quite dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folders of the trial's runs, with their configurations.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(Name, "Trains the runs of a trial one after the other, or goes on with them; complete ones are left out. Nothing is trained where the trial's folder has a file named ended.") { runs };
        command.Hidden = true;
        command.SetAction(parsed => Train(terminal, parsed.GetRequiredValue(runs)));
        return command;
    }

    private static int Train(Terminal terminal, string[] paths)
    {
        // Slurm sends a signal to every process of a job, and its script sends it on: two of them are one request.
        using var interruption = new Interruption(terminal, "Stopping after this step and writing a checkpoint.", isPatient: true);
        foreach (var path in paths)
        {
            if (TrialRuns.IsEnded(TrialOf(path)))
            {
                terminal.Say($"{TrialOf(path)} was ended early");
                return ExitCode.Done;
            }

            var folder = RunFolder.Open(path);
            if (IsComplete(folder))
            {
                continue;
            }

            if (interruption.Token.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }

            var code = Train(terminal, folder, interruption);
            if (code != ExitCode.Done)
            {
                return code;
            }
        }

        return ExitCode.Done;
    }

    private static int Train(Terminal terminal, RunFolder folder, Interruption interruption)
    {
        SpinWait.SpinUntil(() => interruption.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50)) || !RunLock.IsHeld(folder), Patience);
        ExperimentPlan plan;
        using (RunLock.Take(folder))
        {
            // What an earlier attempt left is not this one's.
            File.Delete(folder.Result);
            plan = Resumption.Compose(folder, []);
        }

        return TrainCommand.Run(terminal, plan, folder, interruption, resumes: true, quiet: false);
    }

    private static bool IsComplete(RunFolder folder)
    {
        try
        {
            return RunState.ReadResult(folder)?.Status == RunStatus.Completed;
        }
        catch (MalformedFileException)
        {
            return false;
        }
    }

    private static string TrialOf(string run) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)))!;
}
