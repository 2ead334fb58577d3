using System.Collections.Concurrent;
using System.Text.Json;
using MtlTorch.Cli.Commands;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Launching.Local;

namespace MtlTorch.Cli.Sweeping;

/// <summary>Trains trial after trial, as lines on its standard input say, and says on standard output how it goes.</summary>
/// <param name="terminal">Where the lines go.</param>
/// <param name="input">Where the orders come from.</param>
internal sealed class Worker(Terminal terminal, TextReader input)
{
    private readonly BlockingCollection<WorkerOrder> orders = [];
    private readonly Lock gate = new();
    private Interruption? current;
    private bool isOver;

    /// <summary>Works until the input ends, or a signal asks to stop.</summary>
    public int Run()
    {
        using var signals = new Interruption(terminal);
        new Thread(Listen) { IsBackground = true, Name = "orders" }.Start();
        foreach (var order in orders.GetConsumingEnumerable())
        {
            if (order.Train is { } runs && !Train(runs, signals))
            {
                return ExitCode.Interrupted;
            }
        }

        return ExitCode.Done;
    }

    /// <summary>Trains the runs of a trial.</summary>
    /// <returns>Whether to go on with another trial.</returns>
    private bool Train(IReadOnlyList<string> runs, Interruption signals)
    {
        using var interruption = new Interruption(terminal);
        lock (gate)
        {
            current = interruption;
            if (isOver || signals.IsSignaled)
            {
                interruption.Stop();
            }
        }

        var (status, error) = interruption.Token.IsCancellationRequested ? (RunStatus.Interrupted, null) : Trained(runs, interruption);
        lock (gate)
        {
            current = null;
        }

        var leaves = isOver || signals.IsSignaled;
        Say(new WorkerReport { Over = status, Error = error, Leaves = leaves });
        return !leaves;
    }

    private (RunStatus Status, string? Error) Trained(IReadOnlyList<string> runs, Interruption interruption)
    {
        foreach (var (i, path) in runs.Index())
        {
            try
            {
                var folder = RunFolder.Open(path);
                if (RunState.ReadResult(folder)?.Status == RunStatus.Completed)
                {
                    continue;
                }

                ExperimentPlan plan;
                using (RunLock.Take(folder))
                {
                    plan = Resumption.Compose(folder, []);
                }

                var watcher = new EpochWatcher(i == 0 ? epoch => Ask(epoch, interruption) : _ => { });
                var result = TrainCommand.Train(terminal, plan, folder, interruption, resumes: true, quiet: true, tellsErrors: false, watcher);
                if (result.Status != RunStatus.Completed)
                {
                    return (result.Status, result.Error);
                }
            }
            catch (Exception e)
            {
                return (RunStatus.Failed, Guard.FirstLine(Guard.Root(e)));
            }
        }

        return (RunStatus.Completed, null);
    }

    /// <summary>Tells of an epoch, and waits for the answer: who decides sees the trials one epoch after the other, not as fast as they happen to train.</summary>
    private void Ask(int epoch, Interruption interruption)
    {
        Say(new WorkerReport { Epoch = epoch });
        if (!orders.TryTake(out var answer, Timeout.Infinite) || answer.GoesOn != true)
        {
            interruption.Stop();
        }
    }

    private void Say(WorkerReport report)
    {
        terminal.Out.WriteLine(JsonSerializer.Serialize(report, RunJson.Line));
        terminal.Out.Flush();
    }

    private void Listen()
    {
        while (input.ReadLine() is { } line)
        {
            orders.Add(JsonSerializer.Deserialize<WorkerOrder>(line, RunJson.Line)!);
        }

        lock (gate)
        {
            isOver = true;
            current?.Stop();
        }

        orders.CompleteAdding();
    }
}
