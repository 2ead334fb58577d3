using System.Text.Json;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>Trains all folds of all points, chooses a point, and trains it again on all rows.</summary>
/// <param name="plan">What to do.</param>
/// <param name="folder">Where.</param>
/// <param name="reporter">Shows how it goes.</param>
/// <param name="clock">Gives the time.</param>
public sealed class CrossValidationRunner(CrossValidationPlan plan, CrossValidationFolder folder, IPoolReporter reporter, TimeProvider clock)
{
    /// <summary>Trains what is missing.</summary>
    /// <param name="jobs">How many runs are trained at once.</param>
    /// <param name="train">Trains one run into its folder; the last argument says whether it goes on there.</param>
    /// <param name="stop">Asks to begin no other run.</param>
    /// <returns>How it ended, and what came out unless it was interrupted.</returns>
    public (RunStatus Status, CrossValidationResult? Result) Run(int jobs, Func<RunRequest, RunFolder, bool, RunResult> train, CancellationToken stop = default)
    {
        var runs = plan.Points.SelectMany(plan.RunsOf).Select(r => r.Request).ToList();
        var status = new RunPool(folder.Runs, runs, reporter, clock).Run(jobs, train, stop);
        if (status == RunStatus.Interrupted)
        {
            return (status, null);
        }

        var points = plan.Points.Select(p => PointScore.Of(p, [.. plan.RunsOf(p).Select(Outcome)])).ToList();
        var choice = Choice.Of(plan.Request, points);
        var refit = choice.Chosen is { Epoch: { } epoch } chosen ? Refit(CrossValidationPlan.Refit(chosen.Point, epoch), train, stop) : null;
        if (refit?.Status == RunStatus.Interrupted)
        {
            return (RunStatus.Interrupted, null);
        }

        var result = new CrossValidationResult(plan, points, choice, refit);
        CrossValidationFiles.WriteAll(folder, result);
        return (refit?.Status == RunStatus.Completed ? status : RunStatus.Failed, result);
    }

    /// <summary>The refit of an earlier attempt is of use only if it is the same one: folds that had failed may have changed the choice.</summary>
    private RunResult Refit(RunRequest run, Func<RunRequest, RunFolder, bool, RunResult> train, CancellationToken stop)
    {
        if (Directory.Exists(folder.Whole.PathOf(run)) && folder.Whole.Difference(run) is not null)
        {
            Directory.Delete(folder.Whole.PathOf(run), recursive: true);
        }

        RunResult? own = null;
        var status = new RunPool(folder.Whole, [run], reporter, clock).Run(1, (r, path, resumes) => own = train(r, path, resumes), stop);
        return own ?? (status == RunStatus.Completed ? RunState.ReadResult(RunFolder.Open(folder.Whole.PathOf(run)))! : new RunResult { Status = status, Epochs = 0, Seconds = 0 });
    }

    private FoldOutcome Outcome(FoldRun run)
    {
        var path = folder.Runs.PathOf(run.Request);
        try
        {
            var there = RunFolder.Open(path);
            var problem = RunState.ReadResult(there) switch
            {
                { Status: RunStatus.Completed } => null,
                { Error: { } error } => $"failed: {error.TrimEnd('.')}; see {there.Log}",
                _ => $"did not come to its end; see {there.Log}",
            };
            var epochs = MetricsFile.Epochs(there.Metrics);
            return new FoldOutcome(run, epochs, problem ?? (epochs.Select((e, i) => e.Epoch == i + 1).All(holds => holds) ? null : $"lacks epochs in {there.Metrics}"));
        }
        catch (Exception e) when (e is InvalidOptionException or MalformedFileException or IOException or UnauthorizedAccessException or JsonException)
        {
            return new FoldOutcome(run, [], $"cannot be read: {e.Message}");
        }
    }
}
