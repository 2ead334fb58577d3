using System.Globalization;
using MtlTorch.Cli.Commands;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Launching;
using MtlTorch.Experiments.Sweeps.Launching.Local;
using MtlTorch.Experiments.Sweeps.Launching.Slurm;
using MtlTorch.Experiments.Sweeps.Running;
using Serilog;

namespace MtlTorch.Cli.Sweeping;

/// <summary>Runs a sweep, or goes on with one, and shows it.</summary>
internal static class RunSweep
{
    private const string Advice = "Stopping: each trial writes a checkpoint after its step; again to stop at once.";

    public static int Run(Terminal terminal, SweepRequest request)
    {
        var reusable = request.Reuse.Count == 0 ? FinishedRuns.None : FinishedRuns.In(request.Reuse);
        var (plan, folder, choice) = request.Resume is null ? Begin(request) : Resume(request);
        if (choice.Kind == LauncherChoice.Print)
        {
            return request.Resume is null ? Print(terminal, plan, folder, choice) : Collect(terminal, plan, folder, choice);
        }

        using var interruption = new Interruption(terminal, Advice);
        terminal.OutliveOutput();
        using var log = new RunLog(folder.File("log.txt"));
        var (launcher, atOnce) = Launcher(plan, folder, choice, request.Workers, log.Logger);
        using var made = launcher;
        Keep(request, plan, folder, choice);
        var reporter = SweepReporter.Choose(terminal, plan, folder, request.IsQuiet);
        reporter.Begin(atOnce);
        var driver = new SweepDriver(plan, folder, launcher, reporter, log.Logger, TimeProvider.System) { RetriesFailed = request.RetriesFailed, Reusable = reusable };
        var status = reporter.Show(() => driver.Run(interruption.Token));
        SweepViews.WriteFiles(folder, plan);
        reporter.End(status);
        return status switch { RunStatus.Completed => ExitCode.Done, RunStatus.Interrupted => ExitCode.Interrupted, _ => ExitCode.Failed };
    }

    private static (SweepPlan Plan, SweepFolder Folder, LauncherChoice Choice) Begin(SweepRequest request)
    {
        var choice = request.Launcher(new LauncherChoice());
        choice.Cluster.Check();
        if (choice.Kind == LauncherChoice.Slurm)
        {
            // A cluster that would refuse the jobs says so before anything is made.
            using var refused = new SlurmLauncher(new SlurmCommands(), new SlurmPlace(RunFolder.Root, Directory.GetCurrentDirectory(), Jobs.Program()), choice.Cluster, Serilog.Core.Logger.None, TimeProvider.System);
        }

        var plan = SweepPlan.Compose(request.Sweep!, request.Overrides, request.Trials);
        if (choice.Kind == LauncherChoice.Print)
        {
            OfflineSweep.Check(plan);
        }

        var folder = SweepFolder.Create(plan, ThreadsOf(plan, choice, request.Workers), request.Folder, TimeProvider.System);
        choice.Write(folder);
        return (SweepPlan.Reopen(folder), folder, choice);
    }

    private static (SweepPlan Plan, SweepFolder Folder, LauncherChoice Choice) Resume(SweepRequest request)
    {
        var folder = SweepFolder.Open("--resume", request.Resume!);
        var choice = request.Launcher(LauncherChoice.Of(folder));
        choice.Cluster.Check();
        var there = folder.Journal.Look().Count;
        if (request.Trials < there)
        {
            throw new InvalidOptionException("--trials", $"the sweep has {there} trials already; name at least so many.");
        }

        return (SweepPlan.Reopen(folder, request.Trials), folder, choice);
    }

    /// <summary>Writes down what a sweep that goes on has anew, once nothing stands in its way.</summary>
    private static void Keep(SweepRequest request, SweepPlan plan, SweepFolder folder, LauncherChoice choice)
    {
        if (request.Resume is not null)
        {
            choice.Write(folder);
            if (request.Trials is not null)
            {
                folder.Extend(plan.Config);
            }
        }
    }

    /// <summary>Threads of a trial. They change the last bits, so they are settled once for the sweep, whoever trains it later.</summary>
    private static int? ThreadsOf(SweepPlan plan, LauncherChoice choice, int? workers) => choice.Kind != LauncherChoice.Local ? plan.Example.Threads ?? choice.Cluster.CpusPerTrial
        : OnCpu(plan.Example) ? ThreadShare.Of(plan.Example.Threads, WorkersFor(plan, workers))
        : plan.Example.Threads;

    private static (ILauncher Launcher, int AtOnce) Launcher(SweepPlan plan, SweepFolder folder, LauncherChoice choice, int? workers, ILogger log)
    {
        if (choice.Kind == LauncherChoice.Slurm)
        {
            return (new SlurmLauncher(new SlurmCommands(), Place(folder), choice.Cluster, log, TimeProvider.System), choice.Cluster.MaxParallel);
        }

        var count = WorkersFor(plan, workers);
        var gpus = OnCpu(plan.Example) ? [] : GpuShare.Visible(Environment.GetEnvironmentVariable(GpuShare.Variable), torch.cuda.device_count());
        var threads = (plan.Example.Threads ?? 1).ToString(CultureInfo.InvariantCulture);
        return (new LocalLauncher([.. Jobs.Program(), WorkerCommand.Name], count, worker => gpus.Count == 0
            ? new Dictionary<string, string> { ["OMP_NUM_THREADS"] = threads, ["MKL_NUM_THREADS"] = threads, ["OPENBLAS_NUM_THREADS"] = threads }
            : new Dictionary<string, string> { [GpuShare.Variable] = GpuShare.Of(worker, gpus, plan.Example.Replicas ?? 1) }), count);
    }

    /// <summary>Chooses all trials and writes their scripts.</summary>
    private static int Print(Terminal terminal, SweepPlan plan, SweepFolder folder, LauncherChoice choice)
    {
        var jobs = new OfflineSweep(plan, folder, TimeProvider.System).Prepare();
        terminal.Say($"sweep folder: {folder.Path}");
        terminal.Say(SlurmScripts.Write(Place(folder), choice.Cluster, jobs));
        return ExitCode.Done;
    }

    /// <summary>Writes down what came out of trials whose scripts somebody else submitted.</summary>
    private static int Collect(Terminal terminal, SweepPlan plan, SweepFolder folder, LauncherChoice choice)
    {
        folder.Extend(plan.Config);
        var sweep = new OfflineSweep(plan, folder, TimeProvider.System);
        if (sweep.Prepare() is { Count: > 0 } added)
        {
            terminal.Say(SlurmScripts.Write(Place(folder), choice.Cluster, added));
        }

        var open = sweep.Collect();
        SweepViews.WriteFiles(folder, plan);
        SweepText.Write(terminal, SweepViews.Of(folder, plan));
        terminal.Say(open == 0 ? $"report: {folder.Report}" : string.Create(CultureInfo.InvariantCulture, $"{open} trials have not ended. Those that no job trains: bash {Path.Combine(Place(folder).Jobs, "submit.sh")}, or here: mtl sweep --resume {folder.Path} --launcher local"));
        return ExitCode.Done;
    }

    private static SlurmPlace Place(SweepFolder folder) => new(folder.Path, Directory.GetCurrentDirectory(), Jobs.Program());

    private static int WorkersFor(SweepPlan plan, int? requested) =>
        requested ?? (OnCpu(plan.Example) ? Jobs.Default(plan.Example with { Device = "cpu", Threads = plan.Example.Threads ?? 1 }, plan.Config.Trials) : Math.Max(1, torch.cuda.device_count() / (plan.Example.Replicas ?? 1)));

    private static bool OnCpu(ExperimentConfig config) => config.Device == "cpu" || (config.Device == "auto" && !torch.cuda.is_available());
}
