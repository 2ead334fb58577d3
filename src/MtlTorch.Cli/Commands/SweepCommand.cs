using System.CommandLine;
using MtlTorch.Cli.Sweeping;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl sweep SWEEP, mtl sweep --resume DIR, and what looks at a sweep.</summary>
internal static class SweepCommand
{
    public static Command Create(Terminal terminal)
    {
        var sweep = new Argument<string?>("SWEEP") { Description = "Sweep file, for example configs/sweeps/quickstart.json.", Arity = ArgumentArity.ZeroOrOne };
        var set = CommonOptions.Set();
        set.Description = "Overrides a value of the experiment in all trials: --set trainer.epochs=2. May be given several times.";
        var device = CommonOptions.Device();
        var trials = CommonOptions.Count("--trials", 1_000_000, "Number of trials, in place of the file's. With --resume a sweep that is over goes on to so many.");
        var workers = CommonOptions.Count("--workers", 1024, "Processes on this machine that train trials, one at a time each. Default: as many as the processors have room for, on GPUs one for each.");
        var folder = CommonOptions.RunFolder();
        folder.Description = "Folder of the sweep; must be empty or new. Default: runs/NAME/TIME-sweep.";
        var resume = new Option<string?>("--resume") { Description = "Goes on with a sweep that ended, whichever way, or helps one that goes on elsewhere; what is complete is not repeated.", HelpName = "DIR" };
        var retry = new Option<bool>("--retry-failed") { Description = "With --resume: trains trials that failed again, from their last checkpoint." };
        var reuse = new Option<string[]>("--reuse") { Description = "Folder of finished runs, of another sweep or of none: trials with the same configuration take their results over. May be given several times.", HelpName = "DIR" };
        var launcher = new LauncherOptions();
        var quiet = CommonOptions.Quiet();
        var command = new Command("sweep", "Trains an experiment with many values of some of its keys, and looks for the best.")
        {
            sweep, set, device, trials, workers, folder, resume, retry, reuse, quiet,
            SweepLooks.Show(terminal),
            SweepLooks.Best(terminal),
        };
        foreach (var option in launcher.All)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (launcher.Problem(result, resumes: result.GetValue(resume) is not null) is { } problem)
            {
                result.AddError(problem);
            }

            if (result.GetValue(sweep) is null == result.GetValue(resume) is null)
            {
                result.AddError("Say what to sweep: a sweep file (SWEEP), or a folder to go on with (--resume DIR), not both.");
            }

            Option[] asked = result.GetValue(resume) is null ? [retry] : [set, device, folder];
            if (asked.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToList() is { Count: > 0 } wrong)
            {
                result.AddError(result.GetValue(resume) is null ? "--retry-failed goes with --resume DIR." : $"--resume goes without {string.Join(", ", wrong)}: a sweep that goes on has all that in its folder.");
            }
        });
        command.SetAction(parsed => RunSweep.Run(terminal, new SweepRequest
        {
            Sweep = parsed.GetValue(sweep),
            Overrides = CommonOptions.Overrides(parsed.GetValue(set), parsed.GetValue(device)),
            Trials = parsed.GetValue(trials),
            Workers = parsed.GetValue(workers),
            Folder = parsed.GetValue(folder),
            Resume = parsed.GetValue(resume),
            RetriesFailed = parsed.GetValue(retry),
            Reuse = parsed.GetValue(reuse) ?? [],
            Launcher = launcher.Read(parsed),
            IsQuiet = parsed.GetValue(quiet),
        }));
        return command;
    }
}
