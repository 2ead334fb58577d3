using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl train CONFIG --seeds 5 --baselines single-task</summary>
internal static class TrainStudy
{
    /// <summary>The only kind of baselines there is.</summary>
    public const string SingleTask = "single-task";

    /// <summary>Trains all runs of a study and compares them.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="plan">The experiment; its device and threads are settled.</param>
    /// <param name="request">What was asked for.</param>
    public static int Run(Terminal terminal, ExperimentPlan plan, StudyRequest request)
    {
        var seeds = SeedList.Parse(request.Seeds, plan.Config.Seed);
        var points = StudyPoint.Compose(plan, seeds, request.Baselines == SingleTask);
        using var interruption = new Interruption(terminal);
        using var folder = StudyFolder.Open(plan.Config, seeds, request.Baselines, points, request.Folder, TimeProvider.System);
        terminal.OutliveOutput();
        var reporter = new StudyReporter(terminal, folder.Path, request.Quiet);
        reporter.Started(points.Count);
        var status = Train(terminal, folder, points, request.Jobs ?? 1, reporter, interruption, request.Quiet);
        if (status == RunStatus.Interrupted)
        {
            terminal.Error.WriteLine($"The study is not complete. To go on: mtl train --resume {folder.Path}");
            return ExitCode.Interrupted;
        }

        reporter.Ended(StudyRunner.Compare(folder, points));
        return status == RunStatus.Completed ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Trains the runs of a study that are not complete: one after the other in this process, or several at once in processes of their own.</summary>
    internal static RunStatus Train(
        Terminal terminal, StudyFolder folder, IReadOnlyList<StudyPoint> points, int jobs, StudyReporter reporter, Interruption interruption, bool quiet)
    {
        if (jobs == 1)
        {
            return new StudyRunner(folder, points, reporter, TimeProvider.System)
                .Run((point, run, resumes) => TrainCommand.Train(terminal, point.Plan, run, interruption, resumes, quiet, tellsErrors: false), jobs, interruption.Token);
        }

        var pool = PoolReporter.Choose(terminal, quiet);
        var processes = Jobs.Trainer(terminal, jobs, interruption);
        return pool.Show(() => new StudyRunner(folder, points, pool, TimeProvider.System)
            .Run((point, run, resumes) => processes(point.Request, run, resumes), jobs, interruption.Token));
    }

    /// <summary>Trains what a study lacks.</summary>
    /// <exception cref="InvalidOptionException">Something is to change.</exception>
    public static int Resume(Terminal terminal, string path, StudyRecord study, IReadOnlyList<string> overrides, int? jobs, bool quiet)
    {
        if (overrides.Any(o => !o.StartsWith("device=", StringComparison.Ordinal)))
        {
            throw new InvalidOptionException("--set", "a study that goes on keeps its configuration: its runs are there to be compared. Start a study of its own for anything else.");
        }

        var plan = ExperimentPlan.Compose(StudyFolder.ExperimentIn(path), overrides);
        var known = StudyPoint.Compose(plan, SeedList.Parse(SeedWords(study.Seeds), plan.Config.Seed), study.Baselines == SingleTask).Select(p => p.Name);
        if (study.Runs.Except(known).Any())
        {
            throw new InvalidOptionException("--resume", $"the runs of {path} are members of an ensemble. The `mtl ensemble` that began them goes on with them, if it is given --run-dir {Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path))}.");
        }

        return Run(terminal, plan.Settled(), new StudyRequest(SeedWords(study.Seeds), study.Baselines, jobs, path, quiet));
    }

    /// <summary>A list: the number alone would count up from the seed of the file, and one seed alone would be a number.</summary>
    private static string SeedWords(IReadOnlyList<long> seeds) => seeds.Count == 1 ? "1" : string.Join(',', seeds);
}

/// <summary>What was asked for.</summary>
/// <param name="Seeds">Number or list of seeds; null for the experiment's own.</param>
/// <param name="Baselines">"single-task" or null.</param>
/// <param name="Jobs">How many runs are trained at once; null for one.</param>
/// <param name="Folder">The study's folder; null for a new one below runs/.</param>
/// <param name="Quiet">Print nothing but errors.</param>
internal sealed record StudyRequest(string? Seeds, string? Baselines, int? Jobs, string? Folder, bool Quiet);
