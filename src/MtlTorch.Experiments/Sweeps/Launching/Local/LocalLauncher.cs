using System.Collections.Concurrent;
using System.Diagnostics;

namespace MtlTorch.Experiments.Sweeps.Launching.Local;

/// <summary>
/// Trains trials in processes on this machine. A process is started once and trains trial after trial: LibTorch is loaded and code is compiled once. One that is killed takes its
/// trial with it alone; the next trial gets a new one.
/// </summary>
/// <param name="program">The program and the arguments that make it a worker.</param>
/// <param name="workers">Number of processes, each with a trial at a time.</param>
/// <param name="environment">Variables of a worker, by its number from 0.</param>
public sealed class LocalLauncher(IReadOnlyList<string> program, int workers, Func<int, IReadOnlyDictionary<string, string>> environment) : ILauncher
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly WorkerProcess?[] processes = new WorkerProcess?[workers];
    private readonly BlockingCollection<LauncherEvent> events = [];

    /// <inheritdoc/>
    public int Wanted(int underway, bool isAdaptive) => workers - underway;

    /// <inheritdoc/>
    public IReadOnlyList<string> Begin(IReadOnlyList<TrialJob> jobs) => [.. jobs.Select(Begin)];

    /// <inheritdoc/>
    public IReadOnlyList<LauncherEvent> Wait(TimeSpan time, CancellationToken stop)
    {
        var happened = new List<LauncherEvent>();
        try
        {
            if (events.TryTake(out var first, (int)time.TotalMilliseconds, stop))
            {
                happened.Add(first);
            }
        }
        catch (OperationCanceledException)
        {
            // What there is already is given back all the same.
        }

        while (events.TryTake(out var next))
        {
            happened.Add(next);
        }

        return happened;
    }

    /// <inheritdoc/>
    public void Answer(int trial, bool goesOn) => processes.FirstOrDefault(p => p?.Trial == trial)?.Send(new WorkerOrder { GoesOn = goesOn });

    /// <inheritdoc/>
    public void StopAll()
    {
        foreach (var process in processes)
        {
            process?.EndInput();
        }

        var since = Stopwatch.GetTimestamp();
        foreach (var process in processes)
        {
            process?.WaitForEnd(Patience - Stopwatch.GetElapsedTime(since));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        StopAll();
        foreach (var process in processes)
        {
            process?.Dispose();
        }

        events.Dispose();
    }

    private string Begin(TrialJob job)
    {
        // One that was told to end by somebody else may be on its way out.
        var free = Array.FindIndex(processes, p => p is null || p.IsFree || p.HasEnded);
        free = free >= 0 ? free : Array.FindIndex(processes, p => p!.Trial is null);
        var where = $"worker {free + 1}";
        if (processes[free] is not { IsFree: true, HasEnded: false })
        {
            processes[free]?.Dispose();
            processes[free] = null;
            processes[free] = new WorkerProcess(program, environment(free), events);
        }

        processes[free]!.Train(job);
        return where;
    }
}
