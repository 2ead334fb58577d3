using System.CommandLine;
using MtlTorch.Experiments.Studies.CrossValidation;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl cv CONFIG, mtl cv --resume DIR</summary>
internal static class CrossValidateCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Argument<string?>("CONFIG") { Description = CommonOptions.Config().Description, Arity = ArgumentArity.ZeroOrOne };
        var folds = CommonOptions.Count("--folds", 5, 2, 10_000, "Number of folds that training and validation rows are dealt into; as many folds as rows leave one row out at a time.");
        var repeats = CommonOptions.Count("--repeats", 1, 1, 10_000, "How often the rows are dealt out anew.");
        var stratify = new Option<string[]>("--stratify") { Description = "Target whose classes have the same shares in all folds. May be given several times.", HelpName = "TARGET" };
        var group = new Option<string?>("--group") { Description = "Column of the data set whose rows of the same value stay together. Default: all columns that tell groups, if there are some.", HelpName = "COLUMN" };
        var grid = new Option<string[]>("--grid") { Description = "Values to try for a key, as --set takes them: --grid optimizer.weightDecay=0,0.001,0.01. Several make all combinations.", HelpName = "KEY=V1,V2,..." };
        var simpler = new Option<string[]>("--simpler") { Description = "Which values of a key of the grid make a simpler model, for the choice within one standard error. Known for lambda, weightDecay and dropout: larger.", HelpName = "KEY=larger|smaller" };
        var choose = new Option<string>("--choose") { Description = "Which point is trained on all rows: the one with the best mean score, or the simplest one within one standard error of it.", DefaultValueFactory = _ => "best" };
        choose.AcceptOnlyFromAmong("best", "one-se");
        var jobs = CommonOptions.Jobs();
        jobs.Description += " Default: as many as the processors have room for, on a GPU one. Changes no figure.";
        var set = CommonOptions.Set();
        var device = CommonOptions.Device();
        var folder = CommonOptions.RunFolder();
        folder.Description = "Folder of the cross-validation; must be empty or new, or one that goes on. Default: runs/NAME/TIME-HASH-cv.";
        var resume = new Option<string?>("--resume") { Description = "Goes on with a cross-validation that ended, whichever way; what is complete is not repeated.", HelpName = "DIR" };
        var quiet = CommonOptions.Quiet();
        var command = new Command("cv", "Cross-validates an experiment, or several values of its keys, and trains the best on all rows.") { config, folds, repeats, stratify, group, grid, simpler, choose, jobs, set, device, folder, resume, quiet };
        Option[] asked = [folds, repeats, stratify, group, grid, simpler, choose, set, folder];
        command.Validators.Add(result =>
        {
            if (result.GetValue(config) is null == result.GetValue(resume) is null)
            {
                result.AddError("Say what to cross-validate: an experiment file (CONFIG), or a folder to go on with (--resume DIR), not both.");
            }

            if (result.GetValue(resume) is not null && asked.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToList() is { Count: > 0 } more)
            {
                result.AddError($"--resume goes without {string.Join(", ", more)}: a cross-validation that goes on has all that in its folder.");
            }
        });
        command.SetAction(parsed =>
        {
            var changes = CommonOptions.Overrides(parsed.GetValue(set), parsed.GetValue(device));
            if (parsed.GetValue(resume) is { } path)
            {
                return CrossValidate.Resume(terminal, path, changes, parsed.GetValue(jobs), parsed.GetValue(quiet));
            }

            var request = new CrossValidationRequest
            {
                Folds = parsed.GetValue(folds),
                Repeats = parsed.GetValue(repeats),
                Stratify = parsed.GetValue(stratify) ?? [],
                Group = parsed.GetValue(group),
                Grid = [.. (parsed.GetValue(grid) ?? []).Select(GridAxis.Parse)],
                Choose = parsed.GetValue(choose) == "one-se" ? Choose.OneSe : Choose.Best,
            };
            var plan = CrossValidationPlan.Compose(parsed.GetValue(config)!, changes, request.WithSimpler(parsed.GetValue(simpler) ?? []));
            return CrossValidate.Run(terminal, plan, parsed.GetValue(folder), parsed.GetValue(jobs), parsed.GetValue(quiet));
        });
        return command;
    }
}
