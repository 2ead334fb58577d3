using System.CommandLine;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl rerun RUN</summary>
internal static class RerunCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = CommonOptions.Run();
        var device = CommonOptions.Device();
        var folder = CommonOptions.RunFolder();
        var quiet = CommonOptions.Quiet();
        var command = new Command("rerun", "Trains a run again from its resolved.json, into another folder, and says whether every number came out the same. Exit code 1 if one did not.") { run, device, folder, quiet };
        command.SetAction(parsed => Rerun(
            terminal, parsed.GetRequiredValue(run), CommonOptions.Overrides(null, parsed.GetValue(device)), parsed.GetValue(folder), parsed.GetValue(quiet)));
        return command;
    }

    private static int Rerun(Terminal terminal, string path, IReadOnlyList<string> overrides, string? requested, bool quiet)
    {
        var first = RunFolder.Open(path).Whole();
        var plan = ExperimentPlan.Compose(first.Resolved, overrides).Settled();
        using var interruption = new Interruption(terminal);
        var again = RunFolder.Create(plan.Config, requested, TimeProvider.System);
        var code = TrainCommand.Run(terminal, plan, again, interruption, resumes: false, quiet);
        return code == ExitCode.Done ? Judge(terminal, first, again) : code;
    }

    private static int Judge(Terminal terminal, RunFolder first, RunFolder again)
    {
        var judgement = Reproduction.Compare(first, again);
        if (judgement.Difference is { } difference)
        {
            terminal.Error.WriteLine($"not the same: {difference} {judgement.Numbers:N0} numbers before that are equal.");
            foreach (var (what, then, now) in EnvironmentRecord.Read(first)?.Differences(EnvironmentRecord.Read(again)!) ?? [])
            {
                terminal.Error.WriteLine($"another {what}: {then} before, {now} now.");
            }

            return ExitCode.Failed;
        }

        var scope = judgement.Weights > 0 ? $" and {judgement.Weights:N0} weights" : $"; {first.Path} was not completed, so no weights were compared";
        terminal.Out.WriteLine($"the same, to the last bit: {judgement.Numbers:N0} numbers{scope}.");
        return ExitCode.Done;
    }
}
