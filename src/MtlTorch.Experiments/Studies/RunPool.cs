using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>Trains runs that belong together, several at once; those that are complete are not repeated. A run that fails does not keep the others from training.</summary>
/// <param name="folders">Where the runs lie.</param>
/// <param name="runs">The runs, in the order in which they begin.</param>
/// <param name="reporter">Shows how it goes.</param>
/// <param name="clock">Gives the time.</param>
public sealed class RunPool(RunFolders folders, IReadOnlyList<RunRequest> runs, IPoolReporter reporter, TimeProvider clock)
{
    private readonly Lock gate = new();
    private int next;
    private RunStatus status;

    /// <summary>Trains what is missing.</summary>
    /// <param name="jobs">How many are trained at once, each on a thread of its own; one is trained on this thread.</param>
    /// <param name="train">Trains one run into its folder; the last argument says whether it goes on there. It gives failures back and does not throw them.</param>
    /// <param name="stop">Asks to begin no other run; the one who trains sees to it that runs end.</param>
    /// <returns>How it ended: completed if all runs are complete.</returns>
    public RunStatus Run(int jobs, Func<RunRequest, RunFolder, bool, RunResult> train, CancellationToken stop = default)
    {
        (next, status) = (0, RunStatus.Completed);
        if (jobs == 1)
        {
            Work(train, stop);
            return status;
        }

        var threads = Enumerable.Range(0, Math.Min(jobs, runs.Count)).Select(_ => new Thread(() => Work(train, stop))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return status;
    }

    private void Work(Func<RunRequest, RunFolder, bool, RunResult> train, CancellationToken stop)
    {
        while (Take(stop) is { } index)
        {
            var result = TrainOne(index, train);
            lock (gate)
            {
                status = result == RunStatus.Interrupted || status == RunStatus.Completed ? result : status;
            }
        }
    }

    /// <summary>The next run; null if there is none, or nobody wants one any more.</summary>
    private int? Take(CancellationToken stop)
    {
        lock (gate)
        {
            if (next < runs.Count && stop.IsCancellationRequested)
            {
                status = RunStatus.Interrupted;
            }

            return status == RunStatus.Interrupted || next == runs.Count ? null : next++;
        }
    }

    private RunStatus TrainOne(int index, Func<RunRequest, RunFolder, bool, RunResult> train)
    {
        var run = runs[index];
        RunResult result;
        try
        {
            var isComplete = folders.StateOf(run) == PointState.Complete;
            reporter.RunReached(run, folders.PathOf(run), index + 1, runs.Count, isComplete);
            if (isComplete)
            {
                return RunStatus.Completed;
            }

            var (folder, resumes) = folders.Begin(run, clock);
            result = train(run, folder, resumes);
        }
        catch (Exception e) when (e is InvalidOptionException or MalformedFileException or IOException or UnauthorizedAccessException)
        {
            result = new RunResult { Status = RunStatus.Failed, Epochs = 0, Seconds = 0, Error = e.Message };
        }

        reporter.RunEnded(run, folders.PathOf(run), index + 1, runs.Count, result);
        return result.Status;
    }
}
