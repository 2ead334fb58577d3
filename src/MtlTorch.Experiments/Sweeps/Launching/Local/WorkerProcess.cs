using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Experiments.Sweeps.Launching.Local;

/// <summary>A process that trains trial after trial. It ends when its standard input does: with this process, however that ends, or when it is asked to stop.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int WordsKept = 20;

    /// <summary>Exit code after Ctrl-C, which a terminal sends to all processes of a command at once.</summary>
    private const int Interrupted = 130;

    /// <summary>Exit code after SIGTERM.</summary>
    private const int Terminated = 143;
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly BlockingCollection<LauncherEvent> events;
    private readonly Thread reader;
    private readonly Queue<string> words = new();
    private readonly Lock gate = new();
    private int? trial;
    private volatile bool isLeaving;
    private long since;

    /// <param name="program">The program and its arguments.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="events">Gets what happens.</param>
    /// <exception cref="IOException">The program cannot be started.</exception>
    public WorkerProcess(IReadOnlyList<string> program, IReadOnlyDictionary<string, string> environment, BlockingCollection<LauncherEvent> events)
    {
        this.events = events;
        var start = new ProcessStartInfo(program[0], program.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        WaitPolicy.Shorten(start.Environment);
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"'{program[0]}' cannot be started: {e.Message}");
        }

        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        reader = new Thread(Read) { IsBackground = true, Name = $"worker {process.Id}" };
        reader.Start();
    }

    /// <summary>The trial that it trains; null for none.</summary>
    public int? Trial
    {
        get
        {
            lock (gate)
            {
                return trial;
            }
        }
    }

    /// <summary>Whether it would take a trial, if it has not ended.</summary>
    public bool IsFree => Trial is null && !isLeaving;

    /// <summary>Whether the process is gone.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Begins a trial.</summary>
    public void Train(TrialJob job)
    {
        lock (gate)
        {
            (trial, since) = (job.Trial, Stopwatch.GetTimestamp());
        }

        Send(new WorkerOrder { Train = job.Runs });
        if (!reader.IsAlive)
        {
            // It ended just before, and nobody else would tell.
            End(RunStatus.Failed, LastWords());
        }
    }

    /// <summary>Writes an order; to one that has ended nothing, which its end will tell.</summary>
    public void Send(WorkerOrder order)
    {
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(order, RunJson.Line));
            process.StandardInput.Flush();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Its end is noticed by who reads from it.
        }
    }

    /// <summary>Asks it to write a checkpoint and end.</summary>
    public void EndInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Waits until it has ended and all that it said is among the events; after a time it is killed.</summary>
    public void WaitForEnd(TimeSpan patience)
    {
        if (!reader.Join(patience > TimeSpan.Zero ? patience : TimeSpan.Zero))
        {
            process.Kill();
            reader.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        EndInput();
        WaitForEnd(GoodBye);
        process.Dispose();
    }

    private void Read()
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Parse(line) is not { } report)
            {
                Keep(line);
            }
            else if (report.Epoch is { } epoch && Trial is { } at)
            {
                events.Add(new EpochReached(at, epoch));
            }
            else if (report.Over is { } status)
            {
                isLeaving = report.Leaves;
                End(status, report.Error);
            }
        }

        process.WaitForExit();
        End(process.ExitCode is Interrupted or Terminated ? RunStatus.Interrupted : RunStatus.Failed, LastWords());
    }

    private void End(RunStatus status, string? error)
    {
        lock (gate)
        {
            if (trial is { } at)
            {
                trial = null;
                events.Add(new TrialOver(at, status, error, Stopwatch.GetElapsedTime(since).TotalSeconds));
            }
        }
    }

    private string LastWords()
    {
        lock (words)
        {
            var said = words.LastOrDefault(w => w.Length > 0);
            return $"Its process ended without a result, with exit code {process.ExitCode}{(said is null ? "." : $"; it said: {said}")}";
        }
    }

    private void Keep(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            lock (words)
            {
                words.Enqueue(line);
                while (words.Count > WordsKept)
                {
                    words.Dequeue();
                }
            }
        }
    }

    /// <summary>Libraries may write lines of their own.</summary>
    private static WorkerReport? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize<WorkerReport>(line, RunJson.Line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
