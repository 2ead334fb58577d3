using System.CommandLine;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl train CONFIG</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var set = CommonOptions.Set();
        var device = CommonOptions.Device();
        var folder = new Option<string?>("--run-dir") { Description = "Folder of the run; must be empty or new. Default: runs/NAME/TIME-HASH.", HelpName = "DIR" };
        var quiet = new Option<bool>("--quiet") { Description = "Print nothing but errors." };
        var command = new Command("train", "Trains the model of an experiment file and evaluates its best epoch.") { config, set, device, folder, quiet };
        command.SetAction(parsed => Train(
            terminal,
            parsed.GetRequiredValue(config),
            CommonOptions.Overrides(parsed.GetValue(set), parsed.GetValue(device)),
            parsed.GetValue(folder),
            parsed.GetValue(quiet)));
        return command;
    }

    private static int Train(Terminal terminal, string path, IReadOnlyList<string> overrides, string? requested, bool quiet)
    {
        var plan = ExperimentPlan.Compose(path, overrides);
        plan = plan with { Config = ComputeSettings.Settle(plan.Config) };
        using var interruption = new Interruption(terminal);
        var folder = RunFolder.Create(plan.Config, requested, TimeProvider.System);
        using var log = RunLog.Open(folder.Log);
        terminal.OutliveOutput();
        var reporter = RunReporter.Choose(terminal, plan.Tasks, quiet);
        var runner = new ExperimentRunner(plan, folder, reporter, log, TimeProvider.System);
        var result = reporter.Show(() => runner.Run(interruption.Token));
        if (result.Error is { } error)
        {
            terminal.Error.WriteLine($"error: {error}");
            terminal.Error.WriteLine($"Details: {folder.Log}");
        }

        return result.Status switch
        {
            RunStatus.Completed => ExitCode.Done,
            RunStatus.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Failed,
        };
    }
}
