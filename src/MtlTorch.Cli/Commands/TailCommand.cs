using System.CommandLine;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl tail RUN</summary>
internal static class TailCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Create(Terminal terminal)
    {
        var run = CommonOptions.Run();
        var lines = new Option<int>("--lines") { Description = "Epochs to begin with.", DefaultValueFactory = _ => 10, HelpName = "N" };
        lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--lines must be 0 or more.");
            }
        });
        var stay = new Option<bool>("--no-follow") { Description = "Do not wait for what is still to come." };
        var command = new Command("tail", "Prints the last epochs of a run and each further one, until the run ends; also for a run of another process. Its exit code is that of the run.") { run, lines, stay };
        command.SetAction(parsed => Follow(terminal, RunFolder.Open(parsed.GetRequiredValue(run)), parsed.GetValue(lines), !parsed.GetValue(stay)));
        return command;
    }

    private static int Follow(Terminal terminal, RunFolder folder, int last, bool follow)
    {
        int? shown = null;
        while (true)
        {
            // The state is looked at before the lines, so that none is missed when the run ends in between.
            var state = RunState.Of(folder);
            var from = shown ?? Math.Max(0, state.Epochs.Count - last);
            foreach (var line in RunLines.Epochs(state.Epochs.Skip(from), state.Progress?.Epochs ?? EpochsOf(folder, state)))
            {
                terminal.Out.WriteLine(line);
            }

            shown = state.Epochs.Count;
            if (terminal.ReaderLeft)
            {
                return ExitCode.Done;
            }

            if (state.Phase != RunPhase.Running || !follow)
            {
                terminal.Out.WriteLine(StateLines.Phase(folder, state));
                return Code(state.Phase);
            }

            terminal.Out.Flush();
            Thread.Sleep(Pause);
        }
    }

    /// <summary>Epochs at most: as configured, for a run that is over.</summary>
    private static int EpochsOf(RunFolder folder, RunState state) => Math.Max(ConfigTree.Read(folder.Resolved, []).ToConfig().Trainer.Epochs, state.Epochs.Count);

    private static int Code(RunPhase phase) => phase switch
    {
        RunPhase.Running or RunPhase.Completed => ExitCode.Done,
        RunPhase.Interrupted => ExitCode.Interrupted,
        _ => ExitCode.Failed,
    };
}
