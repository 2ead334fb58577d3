using System.Globalization;
using MtlTorch.Cli.Commands;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Launching.Local;
using MtlTorch.Experiments.Sweeps.Running;

namespace MtlTorch.Cli.Sweeping;

/// <summary>Runs a sweep, or goes on with one, and shows it.</summary>
internal static class RunSweep
{
    private const string Advice = "Stopping: each trial writes a checkpoint after its step; again to stop at once.";

    public static int Run(Terminal terminal, SweepRequest request)
    {
        var (plan, folder, workers) = request.Resume is null ? Begin(request) : Resume(request);
        var reusable = request.Reuse.Count == 0 ? FinishedRuns.None : FinishedRuns.In(request.Reuse);
        using var interruption = new Interruption(terminal, Advice);
        terminal.OutliveOutput();
        var reporter = SweepReporter.Choose(terminal, plan, folder, request.IsQuiet);
        reporter.Begin(workers);
        using var log = new RunLog(folder.File("log.txt"));
        using var launcher = Local(plan, workers);
        var driver = new SweepDriver(plan, folder, launcher, reporter, log.Logger, TimeProvider.System) { RetriesFailed = request.RetriesFailed, Reusable = reusable };
        var status = reporter.Show(() => driver.Run(interruption.Token));
        SweepViews.WriteFiles(folder, plan);
        reporter.End(status);
        return status switch { RunStatus.Completed => ExitCode.Done, RunStatus.Interrupted => ExitCode.Interrupted, _ => ExitCode.Failed };
    }

    private static (SweepPlan Plan, SweepFolder Folder, int Workers) Begin(SweepRequest request)
    {
        var plan = SweepPlan.Compose(request.Sweep!, request.Overrides, request.Trials);
        var workers = WorkersFor(plan, request.Workers);
        var threads = OnCpu(plan.Example) ? ThreadShare.Of(plan.Example.Threads, workers) : plan.Example.Threads;
        var folder = SweepFolder.Create(plan, threads, request.Folder, TimeProvider.System);
        return (SweepPlan.Reopen(folder), folder, workers);
    }

    private static (SweepPlan Plan, SweepFolder Folder, int Workers) Resume(SweepRequest request)
    {
        var folder = SweepFolder.Open("--resume", request.Resume!);
        var plan = SweepPlan.Reopen(folder, request.Trials);
        if (request.Trials is not null)
        {
            folder.Extend(plan.Config);
        }

        return (plan, folder, WorkersFor(plan, request.Workers));
    }

    private static int WorkersFor(SweepPlan plan, int? requested) =>
        requested ?? (OnCpu(plan.Example) ? Jobs.Default(plan.Example with { Device = "cpu", Threads = plan.Example.Threads ?? 1 }, plan.Config.Trials) : Math.Max(1, torch.cuda.device_count()));

    private static bool OnCpu(ExperimentConfig config) => config.Device == "cpu" || (config.Device == "auto" && !torch.cuda.is_available());

    private static LocalLauncher Local(SweepPlan plan, int workers)
    {
        var gpus = OnCpu(plan.Example) ? [] : GpuShare.Visible(Environment.GetEnvironmentVariable(GpuShare.Variable), torch.cuda.device_count());
        var each = plan.Example.Replicas ?? 1;
        var threads = (plan.Example.Threads ?? 1).ToString(CultureInfo.InvariantCulture);
        return new LocalLauncher([.. Jobs.Program(), WorkerCommand.Name], workers, worker => gpus.Count == 0
            ? new Dictionary<string, string> { ["OMP_NUM_THREADS"] = threads, ["MKL_NUM_THREADS"] = threads, ["OPENBLAS_NUM_THREADS"] = threads }
            : new Dictionary<string, string> { [GpuShare.Variable] = GpuShare.Of(worker, gpus, each) });
    }
}
