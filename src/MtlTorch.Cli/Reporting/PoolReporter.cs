using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Cli.Reporting;

/// <summary>Shows runs that are trained at once: a line for each that ends, and on a terminal a bar for each that is at work.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="quiet">Say nothing but errors.</param>
internal class PoolReporter(Terminal terminal, bool quiet) : IPoolReporter
{
    private readonly Lock gate = new();

    /// <summary>Live bars on a terminal, lines elsewhere.</summary>
    public static PoolReporter Choose(Terminal terminal, bool quiet) =>
        terminal.Interactive && !quiet ? new LivePoolReporter(terminal) : new PoolReporter(terminal, quiet);

    /// <summary>Runs what is to be shown.</summary>
    public virtual T Show<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public virtual void RunReached(RunRequest run, string folder, int number, int count, bool isComplete)
    {
        if (isComplete)
        {
            Say($"{Heading(run, number, count)} is complete");
        }
    }

    /// <inheritdoc/>
    public virtual void RunEnded(RunRequest run, string folder, int number, int count, RunResult result)
    {
        if (result.Status == RunStatus.Failed)
        {
            TellError(run, folder, result);
        }
        else
        {
            Say($"{Heading(run, number, count)} {RunLines.End(result)}");
        }
    }

    /// <summary>Says a line, unless nothing is to be said.</summary>
    public void Say(string line)
    {
        if (!quiet)
        {
            lock (gate)
            {
                terminal.Say(line);
            }
        }
    }

    private static string Heading(RunRequest run, int number, int count) => count == 1 ? run.Name : $"run {number} of {count}: {run.Name}";

    private void TellError(RunRequest run, string folder, RunResult result)
    {
        lock (gate)
        {
            terminal.Remark($"error: {run.Name} failed: {result.Error}");
            terminal.Remark($"Details: {Path.Combine(folder, "log.txt")}");
        }
    }
}
