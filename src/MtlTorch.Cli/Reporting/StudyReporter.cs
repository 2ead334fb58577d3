using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Cli.Reporting;

/// <summary>Says which run of a study is trained, and shows the comparison in the end.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="folder">The study's folder.</param>
/// <param name="quiet">Say nothing.</param>
internal sealed class StudyReporter(Terminal terminal, string folder, bool quiet) : IPoolReporter
{
    public void Started(int count) => Say($"study folder: {folder}; {count} {(count == 1 ? "run" : "runs")}");

    public void RunReached(RunRequest run, string folder, int number, int count, bool isComplete) =>
        Say($"run {number} of {count}: {run.Name}{(isComplete ? " is complete" : "")}");

    /// <summary>The run itself has told how it ended, unless something went wrong.</summary>
    public void RunEnded(RunRequest run, string folder, int number, int count, RunResult result)
    {
        if (result.Error is { } error)
        {
            terminal.Error.WriteLine($"error: {error}");
            terminal.Error.WriteLine($"Details: {Path.Combine(folder, "log.txt")}");
        }
    }

    /// <summary>Shows the comparison; null if no run is complete.</summary>
    public void Ended(Comparison? comparison)
    {
        if (comparison is null || quiet)
        {
            return;
        }

        terminal.Say("");
        ComparisonText.Write(terminal, comparison);
        terminal.Say($"The same is in {Path.Combine(folder, "comparison.md")}, .csv and .json.");
    }

    private void Say(string line)
    {
        if (!quiet)
        {
            terminal.Say(line);
        }
    }
}
