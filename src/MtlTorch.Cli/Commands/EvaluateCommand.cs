using System.CommandLine;
using MtlTorch.Cli.Reporting;
using MtlTorch.Data;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl evaluate RUN</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = CommonOptions.Run();
        var device = CommonOptions.Device();
        var split = new Option<SplitName>("--split") { Description = "Rows to evaluate on: train, validation or test.", DefaultValueFactory = _ => SplitName.Test, HelpName = "SPLIT" };
        var command = new Command("evaluate", "Evaluates the model of a run again: its best checkpoint, or the last one where there is no best.") { run, split, device };
        command.SetAction(parsed => Evaluate(terminal, parsed.GetRequiredValue(run), parsed.GetValue(split), parsed.GetValue(device)));
        return command;
    }

    private static int Evaluate(Terminal terminal, string path, SplitName split, string? device)
    {
        var folder = RunFolder.Open(path);
        var plan = ExperimentPlan.Compose(folder.Resolved, CommonOptions.Overrides(null, device));
        plan = plan with { Config = ComputeSettings.Settle(plan.Config) };
        var evaluation = RunEvaluator.Evaluate(plan, folder, split);
        terminal.Out.WriteLine($"{evaluation.Checkpoint}, {split.ToString().ToLowerInvariant()} split:");
        ResultTable.Write(terminal, plan.Tasks, [(split.ToString().ToLowerInvariant(), evaluation.Scores), ("baseline", evaluation.Baseline)]);
        return ExitCode.Done;
    }
}
