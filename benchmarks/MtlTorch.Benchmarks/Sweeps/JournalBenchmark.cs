using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;

namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>The journal of a sweep under drivers that compete for it, each a process of its own, and under kill -9.</summary>
internal static class JournalBenchmark
{
    private const int Keys = 8;

    /// <summary>What one driver does, until it is killed or the time is over: chooses a trial, begins it, ends it; each an append of its own. Prints the number of each append that is done.</summary>
    public static void Append(string folder, double seconds, TextWriter output)
    {
        var journal = new SweepJournal(folder);
        var by = $"{Environment.MachineName}:{Environment.ProcessId}";
        var since = Stopwatch.GetTimestamp();
        var slowest = TimeSpan.Zero;
        var appends = 0;
        while (Stopwatch.GetElapsedTime(since).TotalSeconds < seconds)
        {
            var number = 0;
            Time(() => journal.Append(trials => [Chosen(number = trials.Count + 1, by)]));
            Time(() => journal.Append(Started(number, by)));
            Time(() => journal.Append(Ended(number, by)));
            output.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            output.Flush();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"end {appends} {slowest.TotalMilliseconds:f1}"));

        void Time(Action append)
        {
            var begun = Stopwatch.GetTimestamp();
            append();
            appends++;
            slowest = Stopwatch.GetElapsedTime(begun) is var took && took > slowest ? took : slowest;
        }
    }

    /// <summary>Appends per second with 1, 2, 4 and 8 drivers.</summary>
    public static void Rates(string folder, double seconds, TextWriter output)
    {
        output.WriteLine("| drivers | appends/s, all together | slowest append, ms |");
        output.WriteLine("|---|---|---|");
        foreach (var drivers in new[] { 1, 2, 4, 8 })
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, $"drivers-{drivers}")).FullName;
            var processes = Enumerable.Range(0, drivers).Select(_ => OwnProcess.Start("journal-append", place, seconds.ToString(CultureInfo.InvariantCulture))).ToList();
            var ends = processes.Select(p => p.StandardOutput.ReadToEndAsync()).ToList().Select(t => t.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ')).ToList();
            processes.ForEach(p => p.Dispose());
            var appends = ends.Sum(e => int.Parse(e[1], CultureInfo.InvariantCulture));
            Check(place, appends, killed: 0);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {drivers} | {appends / seconds:f0} | {ends.Max(e => double.Parse(e[2], CultureInfo.InvariantCulture)):f0} |"));
        }
    }

    /// <summary>Kills drivers at any moment while others append; whatever was said to be done must be there.</summary>
    public static string Kills(string folder, int kills, ulong seed)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, "kills")).FullName;
        var draws = new EventDraws(seed);
        var done = new List<int>();
        var witness = OwnProcess.Start("journal-append", place, "3600");
        var witnessed = Collect(witness, done);
        for (var i = 0; i < kills; i++)
        {
            using var victim = OwnProcess.Start("journal-append", place, "3600");
            var said = Collect(victim, done);
            Thread.Sleep(TimeSpan.FromMilliseconds(150 + (draws.Uniform() * 300)));
            victim.Kill();
            said.Join();
        }

        witness.Kill();
        witnessed.Join();
        var journal = new SweepJournal(place);
        var trials = journal.Look();
        var lost = done.Count(number => trials[number - 1].Status != TrialStatus.Completed);
        if (lost > 0 || journal.Damaged > kills + 1)
        {
            throw new InvalidOperationException($"{lost} of {done.Count} trials were lost, {journal.Damaged} lines damaged, by {kills} kills.");
        }

        return $"{kills} drivers killed beside one that went on: of {trials.Count} trials none that was said to be done is lost, {journal.Damaged} torn lines.";
    }

    /// <summary>Reads a journal of 30,000 lines.</summary>
    public static string Reading(string folder, int trials)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, "long")).FullName;
        var journal = new SweepJournal(place);
        journal.Append(Enumerable.Range(1, trials).SelectMany(n => new JournalEvent[] { Chosen(n, "a:1"), Started(n, "a:1"), Ended(n, "a:1") }).ToList());
        var first = Time(() => new SweepJournal(place).Look());
        var second = Time(() => new SweepJournal(place).Look());
        var again = Time(() => journal.Look());
        var append = Time(() => journal.Append(all => [Started(all.Count, "a:1")]));
        var size = new FileInfo(journal.Path).Length / 1e6;
        return string.Create(CultureInfo.InvariantCulture, $"{3 * trials:n0} lines, {size:f1} MB: read in {Math.Min(first, second):f0} ms; a look without news {again:f2} ms; one further append {append:f1} ms.");
    }

    private static Thread Collect(Process process, List<int> done)
    {
        var thread = new Thread(() =>
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    lock (done)
                    {
                        done.Add(number);
                    }
                }
            }
        });
        thread.Start();
        return thread;
    }

    private static void Check(string place, int appends, int killed)
    {
        var journal = new SweepJournal(place);
        var trials = journal.Look();
        if (journal.Damaged > killed || 3 * trials.Count != appends || trials.Any(t => t.Status != TrialStatus.Completed))
        {
            throw new InvalidOperationException($"{place}: {appends} appends, but {trials.Count} trials and {journal.Damaged} damaged lines.");
        }
    }

    private static double Time(Action action)
    {
        var begun = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static TrialChosen Chosen(int trial, string by) => new()
    {
        Time = TimeProvider.System.GetUtcNow(),
        Trial = trial,
        By = by,
        Values = new JsonObject(Enumerable.Range(0, Keys).Select(i => KeyValuePair.Create($"model.trunk.blocks[{i}].dropout", (JsonNode?)(trial / 12_345.678 / (i + 1))))),
        Runs = [$"{trial:x16}"],
    };

    private static TrialStarted Started(int trial, string by) => new() { Time = TimeProvider.System.GetUtcNow(), Trial = trial, By = by, Attempt = 1 };

    private static TrialEnded Ended(int trial, string by) => new()
    {
        Time = TimeProvider.System.GetUtcNow(),
        Trial = trial,
        By = by,
        Status = TrialStatus.Completed,
        Values = [trial / 7.0],
        Curve = [.. Enumerable.Range(1, 20).Select(e => trial / 7.0 / e)],
        Seconds = 1800.5,
    };
}
