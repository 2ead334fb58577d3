using System.Diagnostics;
using System.Globalization;
using MtlTorch.Experiments.Sweeps.Launching;
using MtlTorch.Experiments.Sweeps.Launching.Slurm;
using Serilog.Core;

namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>What the launcher itself takes for a look at many jobs; the cluster's answers are made up here and cost nothing.</summary>
internal static class FollowingBenchmark
{
    /// <summary>Submits many trials, and looks at them while some run.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="running">Trials that run.</param>
    /// <param name="waiting">Trials that wait.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string folder, int running, int waiting, TextWriter output)
    {
        var jobs = Enumerable.Range(1, running + waiting).Select(n => Make(folder, n)).ToList();
        var slurm = new MadeUpSlurm(running);
        var clock = new Clock();
        using var launcher = new SlurmLauncher(slurm, new SlurmPlace(folder, folder, ["mtl"]), new SlurmOptions { MaxParallel = running }, Logger.None, clock);
        var submit = Time(() => launcher.Begin(jobs));
        Look();
        var quiet = Enumerable.Range(0, 5).Select(_ => Time(() => Look())).Order().ElementAt(2);
        var growing = new List<double>();
        for (var epoch = 2; epoch <= 6; epoch++)
        {
            jobs.Take(running).ToList().ForEach(j => Epoch(j, epoch));
            growing.Add(Time(() => Look()));
        }

        output.WriteLine($"| {running.ToString("n0", CultureInfo.InvariantCulture)} running and {waiting.ToString("n0", CultureInfo.InvariantCulture)} waiting trials | ms |");
        output.WriteLine("|---|---|");
        Row("folders looked through, lists and scripts written, submitted", submit);
        Row("a look at all, nothing new", quiet);
        Row("a look at all, each running trial has a new epoch", growing.Order().ElementAt(2));
        output.WriteLine();

        int Look()
        {
            clock.Now += TimeSpan.FromMinutes(1);
            return launcher.Wait(TimeSpan.Zero, CancellationToken.None).Count;
        }

        void Row(string what, double time) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {time:f1} |"));
    }

    private static TrialJob Make(string folder, int number)
    {
        var trial = Path.Combine(folder, "trials", number.ToString("0000", CultureInfo.InvariantCulture));
        var run = Directory.CreateDirectory(Path.Combine(trial, "seed-1")).FullName;
        File.WriteAllText(Path.Combine(run, "resolved.json"), "{}");
        var job = new TrialJob(number, trial, [run]);
        Epoch(job, 1);
        return job;
    }

    /// <summary>Two lines as of a run with three tasks.</summary>
    private static void Epoch(TrialJob job, int epoch)
    {
        var tasks = string.Join(',', Enumerable.Range(1, 3).Select(t => $"\"task{t}\":{{\"loss\":0.123456789,\"accuracy\":0.987654321,\"f1\":0.987654321}}"));
        File.AppendAllText(
            Path.Combine(job.Runs[0], "metrics.jsonl"),
            $"{{\"epoch\":{epoch},\"split\":\"train\",\"tasks\":{{{tasks}}},\"seconds\":1.5}}\n{{\"epoch\":{epoch},\"split\":\"validation\",\"tasks\":{{{tasks}}},\"score\":0.5,\"best\":true,\"seconds\":0.5}}\n");
    }

    private static double Time(Action action)
    {
        var begun = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>A cluster whose first tasks run.</summary>
    private sealed class MadeUpSlurm(int running) : ISlurm
    {
        private readonly List<TaskId> tasks = [];
        private long last;

        public int LargestIndex() => 1000;

        public void Try(string script)
        {
        }

        public long Submit(string script)
        {
            last++;
            tasks.AddRange(File.ReadLines(Path.Combine(Path.GetDirectoryName(script)!, "tasks.txt")).Select((_, i) => new TaskId(last, i + 1)));
            return last;
        }

        public long? Find(string comment) => null;

        public IReadOnlyList<TaskReport> Queue(IReadOnlyCollection<long> jobs) => [.. tasks.Select((id, i) => new TaskReport(id, i < running ? "RUNNING" : "PENDING", "", "node"))];

        public IReadOnlyList<TaskReport>? History(IReadOnlyCollection<long> jobs) => null;

        public void Ask(IReadOnlyCollection<TaskId> tasks)
        {
        }

        public void Cancel(IReadOnlyCollection<TaskId> tasks, bool waitingOnly)
        {
        }

        public void Throttle(long job, int tasks)
        {
        }
    }
}
