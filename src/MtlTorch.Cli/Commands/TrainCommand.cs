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
        var folder = new Option<string?>("--run-dir") { Description = "Folder of the run; must be empty or new. Default: runs/NAME/TIME-HASH. Of a study: may be one that was interrupted.", HelpName = "DIR" };
        var seeds = new Option<string?>("--seeds") { Description = "Trains once for each seed and compares: a number, counted up from the experiment's seed, or a list such as 1,2,7.", HelpName = "N|LIST" };
        var baselines = new Option<string?>("--baselines") { Description = "Trains a model per task besides, for each seed, with the same trunk: the reference of delta m." };
        baselines.AcceptOnlyFromAmong(TrainStudy.SingleTask);
        var quiet = new Option<bool>("--quiet") { Description = "Print nothing but errors." };
        var command = new Command("train", "Trains the model of an experiment file and evaluates its best epoch.") { config, set, device, seeds, baselines, folder, quiet };
        command.SetAction(parsed => Train(
            terminal,
            parsed.GetRequiredValue(config),
            CommonOptions.Overrides(parsed.GetValue(set), parsed.GetValue(device)),
            new StudyRequest(parsed.GetValue(seeds), parsed.GetValue(baselines), parsed.GetValue(folder), parsed.GetValue(quiet))));
        return command;
    }

    private static int Train(Terminal terminal, string path, IReadOnlyList<string> overrides, StudyRequest request)
    {
        var plan = ExperimentPlan.Compose(path, overrides);
        plan = plan with { Config = ComputeSettings.Settle(plan.Config) };
        if (request.Seeds is not null || request.Baselines is not null)
        {
            return TrainStudy.Run(terminal, plan, request);
        }

        using var interruption = new Interruption(terminal);
        var folder = RunFolder.Create(plan.Config, request.Folder, TimeProvider.System);
        terminal.OutliveOutput();
        return Train(terminal, plan, folder, request.Quiet, interruption.Token).Status switch
        {
            RunStatus.Completed => ExitCode.Done,
            RunStatus.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Failed,
        };
    }

    /// <summary>Trains one run into its folder, with all that is said about it.</summary>
    internal static RunResult Train(Terminal terminal, ExperimentPlan plan, RunFolder folder, bool quiet, CancellationToken stop)
    {
        using var log = RunLog.Open(folder.Log);
        var reporter = RunReporter.Choose(terminal, plan.Tasks, quiet);
        var runner = new ExperimentRunner(plan, folder, reporter, log, TimeProvider.System);
        var result = reporter.Show(() => runner.Run(stop));
        if (result.Error is { } error)
        {
            terminal.Error.WriteLine($"error: {error}");
            terminal.Error.WriteLine($"Details: {folder.Log}");
        }

        return result;
    }
}
