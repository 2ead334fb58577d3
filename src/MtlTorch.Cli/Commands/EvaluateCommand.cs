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
        var split = new Option<string>("--split") { Description = "Rows to evaluate on.", DefaultValueFactory = _ => "test" };
        split.AcceptOnlyFromAmong("train", "validation", "test");
        var command = new Command("evaluate", "Evaluates the model of a run again: its best checkpoint, or the last one where there is no best. Ensembles too.") { run, split, device };
        command.SetAction(parsed => Evaluate(terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(split), parsed.GetValue(device)));
        return command;
    }

    private static int Evaluate(Terminal terminal, string path, string split, string? device)
    {
        var folder = RunFolder.Open(path);
        var plan = ExperimentPlan.Compose(folder.Resolved, CommonOptions.Overrides(null, device)).Settled();
        var evaluation = RunEvaluator.Evaluate(plan, folder, Enum.Parse<SplitName>(split, ignoreCase: true));
        terminal.Out.WriteLine($"{evaluation.Checkpoint}, {split} split:");
        ResultTable.Write(terminal, plan.Tasks, [(split, evaluation.Scores), ("baseline", evaluation.Baseline)]);
        return ExitCode.Done;
    }
}
