using System.CommandLine;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Running.Calibration;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Studies.CrossValidation;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl train CONFIG, mtl train --resume RUN</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Argument<string?>("CONFIG") { Description = CommonOptions.Config().Description, Arity = ArgumentArity.ZeroOrOne };
        var set = CommonOptions.Set();
        var device = CommonOptions.Device();
        var seeds = new Option<string?>("--seeds") { Description = "Trains once for each seed and compares: a number, counted up from the experiment's seed, or a list such as 1,2,7.", HelpName = "N|LIST" };
        var baselines = new Option<string?>("--baselines") { Description = "Trains a model per task besides, for each seed, with the same trunk: the reference of delta m." };
        baselines.AcceptOnlyFromAmong(TrainStudy.SingleTask);
        var jobs = CommonOptions.Jobs();
        jobs.Description += " For studies (--seeds, --baselines); one if not given, in this process.";
        var folder = CommonOptions.RunFolder();
        folder.Description += " A study (--seeds, --baselines) goes on in its folder.";
        var resume = new Option<string?>("--resume") { Description = "Goes on with a run or a study that ended, in its folder, instead of beginning one: after Ctrl-C, a crash, a power cut, or with more epochs.", HelpName = "RUN" };
        var quiet = CommonOptions.Quiet();
        var command = new Command("train", "Trains the model of an experiment file and evaluates its best epoch.") { config, set, device, seeds, baselines, jobs, folder, resume, quiet };
        command.Validators.Add(result =>
        {
            foreach (var problem in Misuse(result.GetValue(config), result.GetValue(resume), result.GetValue(folder), studies: result.GetResult(seeds) is not null || result.GetResult(baselines) is not null))
            {
                result.AddError(problem);
            }
        });
        command.SetAction(parsed =>
        {
            var overrides = CommonOptions.Overrides(parsed.GetValue(set), parsed.GetValue(device));
            return parsed.GetValue(resume) is { } run
                ? Resume(terminal, run, overrides, parsed.GetValue(jobs), parsed.GetValue(quiet))
                : Train(terminal, parsed.GetValue(config)!, overrides, new StudyRequest(parsed.GetValue(seeds), parsed.GetValue(baselines), parsed.GetValue(jobs), parsed.GetValue(folder), parsed.GetValue(quiet)));
        });
        return command;
    }

    private const string NoStudy = "one run is one job. Leave it out, or train several runs with --seeds or --baselines.";

    private static IEnumerable<string> Misuse(string? config, string? resume, string? folder, bool studies)
    {
        if (config is null && resume is null)
        {
            yield return "Say what to train: an experiment file (CONFIG), or a run to go on with (--resume RUN).";
        }

        if (config is not null && resume is not null)
        {
            yield return "CONFIG and --resume exclude each other: a run that goes on has its configuration in its folder.";
        }

        if (folder is not null && resume is not null)
        {
            yield return "--run-dir and --resume exclude each other: a run goes on in its own folder.";
        }

        if (studies && resume is not null)
        {
            yield return "--resume goes without --seeds and --baselines: a study knows its own. To add seeds, train its experiment.json with --run-dir.";
        }
    }

    private static int Train(Terminal terminal, string path, IReadOnlyList<string> overrides, StudyRequest request)
    {
        var composed = ExperimentPlan.Compose(path, overrides);
        var plan = Settled(composed, request.Jobs);
        if (request.Seeds is not null || request.Baselines is not null)
        {
            return TrainStudy.Run(terminal, plan, request);
        }

        if (request.Jobs is not null)
        {
            throw new InvalidOptionException("--jobs", NoStudy);
        }

        using var interruption = new Interruption(terminal);
        var folder = RunFolder.Create(plan.Config, request.Folder, TimeProvider.System);
        return Run(terminal, plan, folder, interruption, resumes: false, request.Quiet);
    }

    /// <summary>Runs at the same time share the processors; a run alone has as many threads as do it good.</summary>
    private static ExperimentPlan Settled(ExperimentPlan composed, int? jobs) => jobs > 1
        ? (composed with { Config = composed.Config with { Threads = ThreadShare.Of(composed.Config.Threads, jobs.Value) } }).Settled()
        : ThreadCalibration.Settle(composed, CancellationToken.None);

    private static int Resume(Terminal terminal, string path, IReadOnlyList<string> overrides, int? jobs, bool quiet)
    {
        if (StudyRecord.Read(path) is { } study)
        {
            return TrainStudy.Resume(terminal, path, study, overrides, jobs, quiet);
        }

        if (CrossValidationRequest.Read(path) is not null)
        {
            throw new InvalidOptionException("--resume", $"{path} is a cross-validation. To go on with it: mtl cv --resume {path}.");
        }

        if (jobs is not null)
        {
            throw new InvalidOptionException("--jobs", NoStudy);
        }

        var folder = RunFolder.Open(path).Whole();
        if (StudyRecord.Read(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))!) is not null && overrides.Any(o => o.StartsWith("trainer.epochs", StringComparison.Ordinal)))
        {
            throw new InvalidOptionException("--set trainer.epochs", $"{path} is a run of a study, whose runs are there to be compared. Start a study of its own with more epochs.");
        }

        ExperimentPlan plan;
        using (RunLock.Take(folder))
        {
            plan = Resumption.Compose(folder, overrides);
        }

        using var interruption = new Interruption(terminal);
        return Run(terminal, plan, folder, interruption, resumes: true, quiet);
    }

    /// <summary>Trains in a folder and shows it; gives the exit code.</summary>
    internal static int Run(Terminal terminal, ExperimentPlan plan, RunFolder folder, Interruption interruption, bool resumes, bool quiet) =>
        Train(terminal, plan, folder, interruption, resumes, quiet).Status switch
        {
            RunStatus.Completed => ExitCode.Done,
            RunStatus.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Failed,
        };

    /// <summary>Trains in a folder, stage after stage, and shows it.</summary>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="plan">The experiment; its device and threads are settled.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="interruption">Asks to stop.</param>
    /// <param name="resumes">Whether it goes on there.</param>
    /// <param name="quiet">Whether to show nothing but errors.</param>
    /// <param name="tellsErrors">Whether to show errors; where somebody else does they are in the result.</param>
    /// <param name="watcher">Who is told how the experiment itself goes, its stages aside; null for the terminal.</param>
    internal static RunResult Train(Terminal terminal, ExperimentPlan plan, RunFolder folder, Interruption interruption, bool resumes, bool quiet, bool tellsErrors = true, RunReporter? watcher = null)
    {
        using var work = RunLock.Take(folder);
        var stages = new StageRuns(plan, folder);
        var unfinished = stages.Run(resumes, (stage, run, weights, begun) =>
        {
            using var stageWork = RunLock.Take(run);
            return TrainOne(terminal, stage, run, weights, interruption, begun, quiet, tellsErrors);
        });
        return unfinished ?? TrainOne(terminal, plan, folder, stages.InitialWeights(), interruption, resumes, quiet, tellsErrors, watcher);
    }

    private static RunResult TrainOne(Terminal terminal, ExperimentPlan plan, RunFolder folder, string? weights, Interruption interruption, bool resumes, bool quiet, bool tellsErrors, RunReporter? watcher = null)
    {
        using var log = new RunLog(folder.Log);
        terminal.OutliveOutput();
        var reporter = watcher ?? RunReporter.Choose(terminal, plan.Tasks, quiet);
        var runner = new ExperimentRunner(plan, folder, reporter, log.Logger, TimeProvider.System) { Resumes = resumes, InitialWeights = weights };
        var result = reporter.Show(() => runner.Run(interruption.Token));
        if (tellsErrors && result.Error is { } error)
        {
            terminal.Error.WriteLine($"error: {error}");
            terminal.Error.WriteLine($"Details: {folder.Log}");
        }

        return result;
    }
}
