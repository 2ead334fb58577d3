namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>What becomes of a trial whose job is over.</summary>
internal enum Verdict
{
    /// <summary>All runs are complete.</summary>
    Completed,

    /// <summary>It was asked to end, and did.</summary>
    Interrupted,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It is submitted again.</summary>
    Again,

    /// <summary>Its files may not have arrived yet.</summary>
    Unclear,
}

/// <summary>Judges a job that is over by what Slurm says and by what stands in the folders of its runs, which counts for more.</summary>
internal static class SlurmVerdict
{
    private const int WordsShown = 3;

    /// <summary>Judges a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="state">How its task ended.</param>
    /// <param name="word">The same in Slurm's words; empty where Slurm has forgotten the task.</param>
    /// <param name="isStopping">Whether all trials were asked to end.</param>
    /// <param name="resubmissions">How often a trial may be submitted again without having got any further.</param>
    /// <param name="isFinal">Whether files that are not there now never will be.</param>
    /// <returns>The verdict, and its reason for people; empty where nothing went wrong.</returns>
    public static (Verdict Verdict, string Reason) Of(SlurmTrial trial, TaskState state, string word, bool isStopping, int resubmissions, bool isFinal)
    {
        if (TrialRuns.AreComplete(trial.Job))
        {
            return (Verdict.Completed, "");
        }

        if (trial.IsToEnd || isStopping)
        {
            return (Verdict.Interrupted, "");
        }

        if (TrialRuns.Error(trial.Job) is { } error)
        {
            return (Verdict.Failed, error);
        }

        if (state == TaskState.Cancelled)
        {
            return (Verdict.Failed, $"Its {trial.Where} was cancelled, and not by the sweep. Log: {trial.Log}");
        }

        if (state == TaskState.Ended && !isFinal)
        {
            return (Verdict.Unclear, "");
        }

        return Again(trial, state, word, resubmissions);
    }

    private static (Verdict, string) Again(SlurmTrial trial, TaskState state, string word, int resubmissions)
    {
        var what = $"Its {trial.Where} ended{(word.Length == 0 ? ", and Slurm knows nothing of it any more" : $" as {word}")}";
        var gained = TrialRuns.Mark(trial.Job) != trial.Mark;
        if (state == TaskState.Ended && LastWords(trial.Log) is { Length: > 0 } words && (!gained || words.Contains("error: ", StringComparison.Ordinal)))
        {
            return (Verdict.Failed, $"{what}: {words} Log: {trial.Log}");
        }

        trial.Resubmissions = gained ? 0 : trial.Resubmissions;
        if (state == TaskState.AtLimit && !gained)
        {
            return (Verdict.Failed, $"{what} before it could write a checkpoint. Give it more {(word.StartsWith("OUT_OF_ME", StringComparison.Ordinal) ? "memory" : "time, or more seconds before the limit")}. Log: {trial.Log}");
        }

        return trial.Resubmissions >= resubmissions
            ? (Verdict.Failed, $"{what}, {resubmissions + 1} times without a step in between. Log: {trial.Log}")
            : (Verdict.Again, what);
    }

    /// <summary>The error that a task's log ends with, or else its last lines.</summary>
    private static string LastWords(string log)
    {
        try
        {
            var lines = File.ReadLines(log).Where(line => line.Trim().Length > 0).TakeLast(20).ToList();
            return lines.LastOrDefault(line => line.StartsWith("error: ", StringComparison.Ordinal)) ?? string.Join(" / ", lines.TakeLast(WordsShown));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
