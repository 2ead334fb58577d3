using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>The commands of Slurm that are installed here: sbatch, squeue, sacct, scancel, scontrol.</summary>
public sealed class SlurmCommands : ISlurm
{
    private const string Option = "--launcher slurm";

    /// <summary>The most tasks in one command line.</summary>
    private const int TasksAtOnce = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private bool hasAccounting = true;

    /// <inheritdoc/>
    public int LargestIndex() => (SlurmText.MaxArraySize(Run("scontrol", "show", "config")) ?? 1001) - 1;

    /// <inheritdoc/>
    public void Try(string script) => Run("sbatch", "--test-only", script);

    /// <inheritdoc/>
    public long Submit(string script)
    {
        var text = Run("sbatch", "--parsable", script);
        return SlurmText.Job(text) ?? throw new InvalidOptionException(Option, $"sbatch printed '{text.Trim()}' instead of the number of a job.");
    }

    /// <inheritdoc/>
    public long? Find(string comment) => SlurmText.JobWith(comment, Run("squeue", "--noheader", "--me", $"--format={SlurmText.CommentFormat}"));

    /// <inheritdoc/>
    public IReadOnlyList<TaskReport> Queue(IReadOnlyCollection<long> jobs)
    {
        // With a single number that is forgotten squeue fails; with several it leaves it out.
        var (code, output, error) = Start("squeue", "--noheader", "--array", "--states=all", $"--format={SlurmText.QueueFormat}", $"--jobs={List(jobs)}");
        return code == 0 || SlurmText.IsForgotten(error) ? SlurmText.Queue(output) : throw Failure("squeue", error);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskReport>? History(IReadOnlyCollection<long> jobs)
    {
        if (!hasAccounting)
        {
            return null;
        }

        var (code, output, error) = Start("sacct", "--noheader", "--parsable2", "--allocations", "--array", $"--format={SlurmText.HistoryFormat}", $"--jobs={List(jobs)}");
        if (code != 0 && error.Contains("accounting storage is disabled", StringComparison.OrdinalIgnoreCase))
        {
            hasAccounting = false;
            return null;
        }

        return code == 0 ? SlurmText.History(output) : throw Failure("sacct", error);
    }

    /// <inheritdoc/>
    public void Ask(IReadOnlyCollection<TaskId> tasks) => EachOf(tasks, "--batch", "--signal=TERM");

    /// <inheritdoc/>
    public void Cancel(IReadOnlyCollection<TaskId> tasks, bool waitingOnly) => EachOf(tasks, waitingOnly ? ["--state=PENDING"] : []);

    /// <inheritdoc/>
    public void Throttle(long job, int tasks) => Run("scontrol", "update", $"JobId={Text(job)}", $"ArrayTaskThrottle={Text(tasks)}");

    /// <summary>What has ended by itself meanwhile is no error.</summary>
    private static void EachOf(IReadOnlyCollection<TaskId> tasks, params string[] options)
    {
        foreach (var some in tasks.Chunk(TasksAtOnce))
        {
            var (code, _, error) = Start("scancel", [.. options, .. some.Select(t => t.ToString())]);
            if (code != 0 && SlurmText.IsBusy(error))
            {
                throw Failure("scancel", error);
            }
        }
    }

    private static string Run(string command, params string[] arguments)
    {
        var (code, output, error) = Start(command, arguments);
        return code == 0 ? output : throw Failure(command, error);
    }

    private static Exception Failure(string command, string error)
    {
        var words = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = $"{command} says: {(words.Length == 0 ? "nothing, and fails" : string.Join(" / ", words))}.".Replace("..", ".", StringComparison.Ordinal);
        return SlurmText.IsBusy(error) ? new SlurmBusyException(text) : new InvalidOptionException(Option, text);
    }

    private static (int Code, string Output, string Error) Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // Formats that a user has set for his own eyes.
        foreach (var variable in new[] { "SQUEUE_FORMAT", "SQUEUE_FORMAT2", "SQUEUE_STATES", "SQUEUE_SORT", "SACCT_FORMAT", "SLURM_TIME_FORMAT" })
        {
            start.Environment.Remove(variable);
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new SlurmBusyException($"{command} did not answer within {Patience.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes.");
            }

            return (process.ExitCode, output.Result, error.Result);
        }
        catch (Win32Exception)
        {
            throw new InvalidOptionException(Option, $"'{command}' was not found. Start the sweep where Slurm's commands are (a login node of the cluster), or write the scripts with --launcher print.");
        }
    }

    private static string List(IEnumerable<long> jobs) => string.Join(',', jobs.Select(Text));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
