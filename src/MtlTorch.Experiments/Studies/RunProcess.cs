using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>
/// Trains runs in processes of their own. A process ends by itself when its standard input does: with this process, however that
/// ends, or when it is asked to stop. It writes a checkpoint then.
/// </summary>
/// <param name="program">The program and the arguments before the folder of the run.</param>
/// <param name="stop">Asks to stop.</param>
public sealed class RunProcess(IReadOnlyList<string> program, CancellationToken stop)
{
    private const int Interrupted = 130;
    private const int WordsKept = 20;

    /// <summary>A signal to the whole group reaches the child first at times.</summary>
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(2);

    /// <summary>Trains a run to its end, or until it is asked to stop.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder, with its configuration.</param>
    public RunResult Train(RunRequest run, RunFolder folder)
    {
        // What an earlier process left is not this one's.
        File.Delete(folder.Result);
        var since = Stopwatch.GetTimestamp();
        try
        {
            using var process = Start(run, folder);
            var words = new List<string>();
            process.ErrorDataReceived += (_, line) => Keep(words, line.Data);
            process.OutputDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            using (stop.Register(() => EndInput(process)))
            {
                process.WaitForExit();
            }

            return Read(folder, process.ExitCode) ?? Lost(process.ExitCode, words, Stopwatch.GetElapsedTime(since));
        }
        catch (Win32Exception e)
        {
            return Failed($"'{program[0]}' cannot be started: {e.Message}", TimeSpan.Zero);
        }
    }

    private Process Start(RunRequest run, RunFolder folder)
    {
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), folder.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Several processes share the cores: threads that wait must not keep them.
        var threads = (run.Config.Threads ?? 1).ToString(CultureInfo.InvariantCulture);
        foreach (var variable in new[] { "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS" })
        {
            start.Environment[variable] = threads;
        }

        WaitPolicy.Shorten(start.Environment);
        return Process.Start(start)!;
    }

    private static void EndInput(Process process)
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

    private static void Keep(List<string> words, string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            lock (words)
            {
                words.Add(line);
                words.RemoveRange(0, Math.Max(0, words.Count - WordsKept));
            }
        }
    }

    /// <summary>What the process says came out; null where it says nothing.</summary>
    private RunResult? Read(RunFolder folder, int code)
    {
        try
        {
            if (RunState.ReadResult(folder) is { } result)
            {
                return result.Status == RunStatus.Interrupted && !stop.WaitHandle.WaitOne(SignalDelay)
                    ? result with { Status = RunStatus.Failed, Error = "Its process was asked to stop by a signal." }
                    : result;
            }
        }
        catch (MalformedFileException e)
        {
            return Failed(e.Message, TimeSpan.Zero);
        }

        return code == Interrupted && stop.WaitHandle.WaitOne(SignalDelay) ? new RunResult { Status = RunStatus.Interrupted, Epochs = 0, Seconds = 0 } : null;
    }

    /// <summary>Where a stop was asked for, whatever became of the process is no failure of the run.</summary>
    private RunResult Lost(int code, List<string> words, TimeSpan time)
    {
        if (stop.IsCancellationRequested)
        {
            return new RunResult { Status = RunStatus.Interrupted, Epochs = 0, Seconds = time.TotalSeconds };
        }

        const string Mark = "error: ";
        lock (words)
        {
            return Failed(words.FirstOrDefault(w => w.StartsWith(Mark, StringComparison.Ordinal)) is { } error ? error[Mark.Length..] : $"Its process ended without a result, with exit code {code}.", time);
        }
    }

    private static RunResult Failed(string error, TimeSpan time) => new() { Status = RunStatus.Failed, Epochs = 0, Seconds = time.TotalSeconds, Error = error };
}
