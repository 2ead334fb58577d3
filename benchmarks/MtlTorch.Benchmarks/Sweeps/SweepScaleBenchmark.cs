using System.Globalization;

namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>Sweeps of 10,000 trials on 1,000 nodes: what can be measured on this machine, and what a simulation makes of it.</summary>
internal static class SweepScaleBenchmark
{
    private const ulong Seed = 20261121;
    private const int Repetitions = 5;

    /// <summary>Prints all tables.</summary>
    /// <param name="folder">An empty folder on the disk that is measured.</param>
    /// <param name="output">Where they go.</param>
    public static void Run(string folder, TextWriter output)
    {
        JournalBenchmark.Rates(folder, seconds: 5, output);
        output.WriteLine();
        output.WriteLine(JournalBenchmark.Kills(folder, kills: 40, Seed));
        output.WriteLine(JournalBenchmark.Reading(folder, trials: 10_000));
        output.WriteLine();
        FollowingBenchmark.Run(Directory.CreateDirectory(Path.Combine(folder, "sweep")).FullName, running: 1000, waiting: 9000, output);
        Simulate(output);
    }

    /// <summary>Prints the simulated sweeps.</summary>
    public static void Simulate(TextWriter output)
    {
        var usual = new ClusterSettings();
        var adaptive = usual with { IsAdaptive = true };
        (string Name, ClusterSettings Settings)[] sweeps =
        [
            ("all points known, half an hour each", usual),
            ("chosen by results, half an hour each", adaptive),
            ("the same, a look every 10 s", adaptive with { Poll = 10 }),
            ("the same, a look every 2 min", adaptive with { Poll = 120 }),
            ("the same, a look every 10 min", adaptive with { Poll = 600 }),
            ("chosen, 3 minutes each", adaptive with { Training = 180 }),
            ("chosen, 3 minutes each, 5 starts/s", adaptive with { Training = 180, StartsPerSecond = 5 }),
            ("chosen, half an hour, 5 starts/s", adaptive with { StartsPerSecond = 5 }),
            ("chosen, half an hour, an old driver: 0.25 s a trial", adaptive with { TrialCost = 0.25 }),
            ("chosen, 8 hours, limit of 4 hours", adaptive with { Training = 8 * 3600 }),
            ("chosen, half an hour, nodes fail every 5 days", adaptive with { NodeFailure = 5 * 86_400.0 }),
            ("chosen, half an hour, taken away every 6 hours", adaptive with { Preemption = 6 * 3600 }),
            ("chosen, half an hour, 3 of 4 pruned", adaptive with { Pruned = 0.75 }),
            ("the same, a look every 2 min", adaptive with { Pruned = 0.75, Poll = 120 }),
        ];
        output.WriteLine("| 10,000 trials, 1,000 nodes | hours | ideal | used | waiting | down | repeated | late | start, checkpoint | driver | requeued |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (name, settings) in sweeps)
        {
            var outcomes = Enumerable.Range(0, Repetitions).Select(i => new ClusterSimulation(settings, Seed + (ulong)i).Run()).ToList();
            var requeued = outcomes.Average(o => o.Requeued);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Mean(o => o.Hours):f2} | {Mean(o => o.IdealHours):f2} | {Share(o => o.Used)} | {Share(o => o.Waiting)} | {Share(o => o.Down)} | {Share(o => o.Repeated)} | {Share(o => o.Late)} | {Share(o => o.Overhead)} | {Share(o => o.Driver)} | {requeued:n0} |"));

            double Mean(Func<ClusterOutcome, double> figure) => outcomes.Average(figure);
            string Share(Func<ClusterOutcome, double> figure) => Mean(figure).ToString("0.0 %", CultureInfo.InvariantCulture);
        }
    }
}
