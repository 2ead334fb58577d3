using System.Globalization;
using System.Text.RegularExpressions;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>Reads what the commands of Slurm print.</summary>
internal static partial class SlurmText
{
    /// <summary>What squeue is to print of a task: job, index, state, nodes, reason.</summary>
    public const string QueueFormat = "%F|%K|%T|%N|%r";

    /// <summary>What squeue is to print of a job: number, comment.</summary>
    public const string CommentFormat = "%F|%k";

    /// <summary>What sacct is to print of a task.</summary>
    public const string HistoryFormat = "JobID,State,NodeList,ExitCode";

    /// <summary>The tasks that squeue printed; jobs that are no arrays are left out.</summary>
    public static IReadOnlyList<TaskReport> Queue(string text) =>
        [.. Lines(text).Select(line => line.Split('|', 5)).Where(f => f.Length == 5)
            .Select(f => Id(f[0], f[1]) is { } id ? new TaskReport(id, f[2], f[4] is "None" ? "" : f[4], f[3]) : null).OfType<TaskReport>()];

    /// <summary>The tasks that sacct printed. A task that was requeued has several lines there with --duplicates, and else its last one.</summary>
    public static IReadOnlyList<TaskReport> History(string text) =>
        [.. Lines(text).Select(line => line.Split('|')).Where(f => f.Length >= 4)
            .Select(f => f[0].Split('_') is [var job, var task] && Id(job, task) is { } id ? new TaskReport(id, f[1], Exit(f[3]), f[2] is "None assigned" ? "" : f[2]) : null)
            .OfType<TaskReport>()];

    /// <summary>The job with a comment among those that squeue printed.</summary>
    public static long? JobWith(string comment, string text) =>
        Lines(text).Select(line => line.Split('|', 2)).Where(f => f.Length == 2 && f[1] == comment).Select(f => Number(f[0])).FirstOrDefault(n => n is not null);

    /// <summary>The number that sbatch --parsable printed: "17", or "17;cluster".</summary>
    public static long? Job(string text) => Lines(text).Select(line => Number(line.Split(';')[0])).FirstOrDefault(n => n is not null);

    /// <summary>MaxArraySize of what scontrol show config printed; null if it does not say.</summary>
    public static int? MaxArraySize(string text) => MaxArraySizeLine().Match(text) is { Success: true } found ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether an error says that the cluster may take the same command later.</summary>
    public static bool IsBusy(string error) => Busy().IsMatch(error);

    /// <summary>Whether an error says no more than that the jobs are forgotten.</summary>
    public static bool IsForgotten(string error) => error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TaskId? Id(string job, string task) => Number(job) is { } j && Number(task) is { } t ? new TaskId(j, (int)t) : null;

    private static string Exit(string code) => code is "0:0" or "" ? "" : $"exit code {code}";

    [GeneratedRegex(@"^MaxArraySize\s*=\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex MaxArraySizeLine();

    [GeneratedRegex("Unable to contact|Socket timed out|onnection refused|onnect failure|onnection failure|onnection timed out|temporarily|standby mode|Zero Bytes|No route to host|violates accounting/QOS policy|Slurm backup controller|Transport endpoint|Message (send|receive) (failure|timeout)", RegexOptions.IgnoreCase)]
    private static partial Regex Busy();
}
