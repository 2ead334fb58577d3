using MtlTorch.Experiments.Running;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Experiments.Sweeps.Launching;

/// <summary>What the folders of a trial's runs tell of it: all that somebody knows who does not train it himself.</summary>
public static class TrialRuns
{
    private const string EndedName = "ended";

    /// <summary>The file that says that a trial is to be trained no further.</summary>
    /// <param name="folder">The trial's folder.</param>
    public static string EndedFile(string folder) => Path.Combine(folder, EndedName);

    /// <summary>Whether a trial is to be trained no further.</summary>
    /// <param name="folder">The trial's folder.</param>
    public static bool IsEnded(string folder) => File.Exists(EndedFile(folder));

    /// <summary>Whether all runs came to their end.</summary>
    public static bool AreComplete(TrialJob job) => job.Runs.All(run => ResultOf(run)?.Status == RunStatus.Completed);

    /// <summary>Why a run failed; null if none did.</summary>
    public static string? Error(TrialJob job) =>
        job.Runs.Select(ResultOf).Where(r => r?.Status == RunStatus.Failed).Select(r => r!.Error ?? "It failed without a reason.").FirstOrDefault();

    /// <summary>Seconds of the epochs that are done, of all runs.</summary>
    public static double Seconds(TrialJob job) =>
        job.Runs.SelectMany(run => MetricsFile.Epochs(Path.Combine(run, "metrics.jsonl"))).Sum(e => Finite(e.TrainSeconds) + Finite(e.ValidationSeconds));

    /// <summary>How far the runs are: their steps at the last checkpoints. Two marks are the same where nothing was gained in between.</summary>
    public static string Mark(TrialJob job) => string.Join('\n', job.Runs.SelectMany(Steps));

    /// <summary>Forgets what earlier attempts left to say: results of runs that are not complete, and that the trial was ended.</summary>
    public static void Forget(TrialJob job)
    {
        File.Delete(EndedFile(job.Folder));
        foreach (var run in job.Runs.Where(run => ResultOf(run) is { Status: not RunStatus.Completed }))
        {
            File.Delete(RunFolder.Open(run).Result);
        }
    }

    private static RunResult? ResultOf(string run)
    {
        try
        {
            return File.Exists(Path.Combine(run, "resolved.json")) ? RunState.ReadResult(RunFolder.Open(run)) : null;
        }
        catch (MalformedFileException e)
        {
            return new RunResult { Status = RunStatus.Failed, Epochs = 0, Seconds = 0, Error = e.Message };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A shared folder has its moments.
            return null;
        }
    }

    private static IEnumerable<string> Steps(string run)
    {
        try
        {
            return !Directory.Exists(run)
                ? []
                : [.. Directory.EnumerateFiles(run, Checkpoint.StateFile, SearchOption.AllDirectories)
                    .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "last").Order(StringComparer.Ordinal)
                    .SelectMany(file => File.ReadLines(file).Where(line => line.Contains("\"step\":", StringComparison.Ordinal)).Select(line => $"{file} {line.Trim()}"))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double Finite(double seconds) => double.IsFinite(seconds) ? seconds : 0;
}
