using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Cli.Reporting;

/// <summary>Says which run of a study is trained, and shows the comparison in the end.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="folder">The study's folder.</param>
/// <param name="quiet">Say nothing.</param>
internal sealed class StudyReporter(Terminal terminal, string folder, bool quiet) : IStudyReporter
{
    public void Started(int count) => Say($"study folder: {folder}; {count} {(count == 1 ? "run" : "runs")}");

    public void PointReached(StudyPoint point, int number, int count, bool isComplete) =>
        Say($"run {number} of {count}: {point.Name}{(isComplete ? " is complete" : "")}");

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
