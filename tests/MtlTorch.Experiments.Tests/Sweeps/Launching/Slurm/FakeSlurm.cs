using MtlTorch.Experiments.Sweeps.Launching.Slurm;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching.Slurm;

/// <summary>A cluster that does what a test says.</summary>
internal sealed class FakeSlurm : ISlurm
{
    private long last = 16;

    /// <summary>What the queue says of each task; those that are not here are forgotten.</summary>
    public Dictionary<TaskId, (string State, string Reason)> Tasks { get; } = [];

    /// <summary>What the accounting says; null where there is none.</summary>
    public Dictionary<TaskId, string>? Accounting { get; set; }

    /// <summary>All that was asked for, in its order; looks are left out.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Looks at the queue.</summary>
    public int Looks { get; private set; }

    public int Largest { get; set; } = 1000;

    /// <summary>Is thrown by the next command.</summary>
    public Exception? Trouble { get; set; }

    /// <summary>Whether a submission reaches the cluster although it fails.</summary>
    public bool SubmitsNevertheless { get; set; }

    private Dictionary<string, long> Comments { get; } = [];

    public int LargestIndex() => Largest;

    public void Try(string script)
    {
        Fail();
        Commands.Add("try");
    }

    public long Submit(string script)
    {
        if (Trouble is null || SubmitsNevertheless)
        {
            var folder = Path.GetDirectoryName(script)!;
            var job = Comments[folder] = ++last;
            var count = File.ReadLines(Path.Combine(folder, "tasks.txt")).Count();
            for (var i = 1; i <= count; i++)
            {
                Tasks[new TaskId(job, i)] = ("PENDING", "Priority");
            }

            Commands.Add($"submit {count}: {File.ReadLines(script).Single(l => l.StartsWith("#SBATCH --array=", StringComparison.Ordinal))[16..]}");
        }

        Fail();
        return last;
    }

    public long? Find(string comment)
    {
        Fail();
        return Comments.TryGetValue(comment, out var job) ? job : null;
    }

    public IReadOnlyList<TaskReport> Queue(IReadOnlyCollection<long> jobs)
    {
        Fail();
        Looks++;
        return [.. Tasks.Where(t => jobs.Contains(t.Key.Job)).Select(t => new TaskReport(t.Key, t.Value.State, t.Value.Reason, ""))];
    }

    public IReadOnlyList<TaskReport>? History(IReadOnlyCollection<long> jobs) =>
        Accounting is null ? null : [.. Accounting.Where(t => jobs.Contains(t.Key.Job)).Select(t => new TaskReport(t.Key, t.Value, "", ""))];

    public void Ask(IReadOnlyCollection<TaskId> tasks) => Note("ask", tasks);

    public void Cancel(IReadOnlyCollection<TaskId> tasks, bool waitingOnly)
    {
        Note(waitingOnly ? "cancel waiting" : "cancel", tasks);
        foreach (var task in tasks.Where(t => !waitingOnly || Tasks[t].State == "PENDING"))
        {
            Tasks[task] = ("CANCELLED", "");
        }
    }

    public void Throttle(long job, int tasks) => Commands.Add($"throttle {job}: {tasks}");

    private void Note(string what, IReadOnlyCollection<TaskId> tasks)
    {
        Fail();
        if (tasks.Count > 0)
        {
            Commands.Add($"{what} {string.Join(' ', tasks)}");
        }
    }

    private void Fail()
    {
        if (Trouble is { } trouble)
        {
            Trouble = null;
            throw trouble;
        }
    }
}
