using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies.CrossValidation;

namespace MtlTorch.Cli.Commands;

/// <summary>Runs a cross-validation and shows it.</summary>
internal static class CrossValidate
{
    /// <summary>Trains what a cross-validation lacks.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="path">The folder.</param>
    /// <param name="overrides">Another device.</param>
    /// <param name="jobs">How many runs are trained at once; null for a sensible number.</param>
    /// <param name="quiet">Print nothing but errors.</param>
    /// <exception cref="InvalidOptionException">The folder is none of a cross-validation.</exception>
    public static int Resume(Terminal terminal, string path, IReadOnlyList<string> overrides, int? jobs, bool quiet)
    {
        var request = CrossValidationRequest.Read(path) ?? throw new InvalidOptionException("--resume", $"{path} is not the folder of a cross-validation: it has no cv.json.");
        var plan = CrossValidationPlan.Reopen(request, CrossValidationFolder.PointsIn(path, request), overrides);
        return Run(terminal, plan, path, jobs, quiet);
    }

    /// <summary>Trains what is missing, and shows what came out.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="requested">The folder; null for a new one below runs/.</param>
    /// <param name="jobs">How many runs are trained at once; null for a sensible number.</param>
    /// <param name="quiet">Print nothing but errors.</param>
    public static int Run(Terminal terminal, CrossValidationPlan plan, string? requested, int? jobs, bool quiet)
    {
        var atOnce = Math.Min(jobs ?? Jobs.Default(plan.Points[0].Config, plan.RunCount), plan.RunCount);
        using var interruption = new Interruption(terminal);
        using var folder = CrossValidationFolder.Open(plan, requested, TimeProvider.System);
        terminal.OutliveOutput();
        var reporter = PoolReporter.Choose(terminal, quiet);
        var threads = plan.Points[0].Config.Threads;
        reporter.Say($"cross-validation folder: {folder.Path}; {plan.RunCount} runs, {atOnce} at once, {threads} {(threads == 1 ? "thread" : "threads")} each");
        var runner = new CrossValidationRunner(plan, folder, reporter, TimeProvider.System);
        var (status, result) = reporter.Show(() => runner.Run(atOnce, Jobs.Trainer(terminal, atOnce, interruption), interruption.Token));
        if (status == RunStatus.Interrupted)
        {
            terminal.Error.WriteLine($"The cross-validation is not complete. To go on: mtl cv --resume {folder.Path}");
            return ExitCode.Interrupted;
        }

        if (!quiet)
        {
            CrossValidationText.Write(terminal, folder, result!);
        }

        return status == RunStatus.Completed ? ExitCode.Done : ExitCode.Failed;
    }
}
