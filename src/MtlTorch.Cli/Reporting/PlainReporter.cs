using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training;

namespace MtlTorch.Cli.Reporting;

/// <summary>A line per epoch and a table at the end, without control codes: for pipes, files and batch systems.</summary>
internal sealed class PlainReporter(Terminal terminal, IReadOnlyList<LearningTask> tasks) : RunReporter
{
    private readonly RunLines lines = new(tasks);
    private int epochs;

    public override void RunStarted(RunOverview overview)
    {
        epochs = overview.Epochs;
        foreach (var line in RunLines.Start(overview))
        {
            terminal.Say(line);
        }
    }

    public override void EpochDone(EpochRecord record) => terminal.Say(lines.Epoch(record, epochs));

    public override void RunEnded(RunResult result)
    {
        terminal.Say(RunLines.End(result));
        ResultTable.Write(terminal, tasks, result);
    }
}
