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
            var sweep = SweepFolder.Open("DIR", parsed.GetRequiredValue(folder));
            var view = SweepViews.Of(sweep);
            WarnOfDamage(terminal, sweep);
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
                    SayHowToGoOn(terminal, view);
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
            WarnOfDamage(terminal, sweep);
            var number = parsed.GetValue(trial) ?? Choose(view);
            var chosen = view.Trials.FirstOrDefault(t => t.Number == number) ?? throw new InvalidOptionException("--trial", $"the sweep has no trial {number}; it has 1 to {view.Trials.Count}.");
            terminal.Out.WriteLine(JsonSerializer.Serialize(plan.At(plan.Space.Read(chosen.Values)!, 0).Config, ConfigJson.Options));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Says that lines of the journal cannot be read; the sweep has been looked at.</summary>
    public static void WarnOfDamage(Terminal terminal, SweepFolder sweep)
    {
        if (sweep.Journal.Damaged > 0)
        {
            terminal.Remark($"{sweep.Journal.Damaged} {(sweep.Journal.Damaged == 1 ? "line" : "lines")} of {sweep.Journal.Path} cannot be read, as of a driver that was killed while it wrote. Results that are missing for it are in the folders of their trials: mtl sweep --resume {sweep.Path} takes them in again.");
        }
    }

    private static void SayHowToGoOn(Terminal terminal, SweepView view)
    {
        var isRunning = view.Trials.Any(t => t.Status == TrialStatus.Running);
        if (!isRunning && (view.Trials.Count < view.Planned || view.Trials.Any(t => t.Status == TrialStatus.Waiting)))
        {
            terminal.Say($"Nobody is at work on it. To go on: mtl sweep --resume {view.Folder}");
        }
    }

    private static int Choose(SweepView view)
    {
        var best = view.Best();
        return best.Count == 0 ? throw new InvalidOptionException("DIR", $"no trial of {view.Folder} is completed yet.")
            : view.Objectives.Count > 1 ? throw new InvalidOptionException("--trial", $"with {view.Objectives.Count} objectives none is the best. Name one of the Pareto front: {string.Join(", ", best.Select(t => t.Number))}.")
            : best[0].Number;
    }
}
