using System.CommandLine;
using System.Text.Json;
using MtlTorch.Cli.Commands;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Cli.Sweeping;

/// <summary>mtl sweep show DIR and mtl sweep best DIR.</summary>
internal static class SweepLooks
{
    private const int Some = 20;

    public static Command Show(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a sweep." };
        var all = new Option<bool>("--all") { Description = $"Show all trials, not the first {Some}." };
        var format = CommonOptions.Format("table", "csv", "json");
        var command = new Command("show", "Shows how a sweep stands, also while it goes on: its trials, the best first, what matters, what failed.") { folder, all, format };
        command.SetAction(parsed =>
        {
            var view = SweepViews.Of(SweepFolder.Open("DIR", parsed.GetRequiredValue(folder)));
            switch (parsed.GetValue(format))
            {
                case "csv":
                    SweepCsv.Write(view, terminal.Out);
                    break;
                case "json":
                    terminal.Out.Write(SweepJson.Text(view));
                    break;
                default:
                    SweepText.Write(terminal, view, parsed.GetValue(all) ? int.MaxValue : Some);
                    break;
            }

            return ExitCode.Done;
        });
        return command;
    }

    public static Command Best(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a sweep." };
        var trial = new Option<int?>("--trial") { Description = "Number of another trial than the best; with several objectives it must be said.", HelpName = "N" };
        var command = new Command("best", "Prints the configuration of the best trial, ready to train: mtl sweep best DIR > best.json.") { folder, trial };
        command.SetAction(parsed =>
        {
            var sweep = SweepFolder.Open("DIR", parsed.GetRequiredValue(folder));
            var plan = SweepPlan.Reopen(sweep);
            var view = SweepViews.Of(sweep, plan);
            var number = parsed.GetValue(trial) ?? Choose(view);
            var chosen = view.Trials.FirstOrDefault(t => t.Number == number) ?? throw new InvalidOptionException("--trial", $"the sweep has no trial {number}; it has 1 to {view.Trials.Count}.");
            terminal.Out.WriteLine(JsonSerializer.Serialize(plan.At(plan.Space.Read(chosen.Values)!, 0).Config, ConfigJson.Options));
            return ExitCode.Done;
        });
        return command;
    }

    private static int Choose(SweepView view)
    {
        var best = view.Best();
        return best.Count == 0 ? throw new InvalidOptionException("DIR", $"no trial of {view.Folder} is completed yet.")
            : view.Objectives.Count > 1 ? throw new InvalidOptionException("--trial", $"with {view.Objectives.Count} objectives none is the best. Name one of the Pareto front: {string.Join(", ", best.Select(t => t.Number))}.")
            : best[0].Number;
    }
}
