using System.CommandLine;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Comparing;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl compare RUN...</summary>
internal sealed class CompareCommand
{
    private readonly Argument<string[]> runs = new("RUN")
    {
        Description = "Folder of a run or of a study, or a folder with runs below it. Runs of one configuration that differ in their seed form a row.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> by = new("--by")
    {
        Description = "Keys that name the rows, for example balancing.kind or balancing.kind,optimizer.lr. Default: the keys in which the runs differ.",
        HelpName = "KEY[,KEY...]",
    };

    private readonly Option<string?> against = new("--against")
    {
        Description = "Row that the others are compared with. Default: the runs that have exactly one of the tasks, on the same data with the same trunk.",
        HelpName = "ROW",
    };

    private readonly Option<string[]> baseline = new("--baseline")
    {
        Description = "Folder with the single-task runs to compare with. May be given several times.",
        HelpName = "RUN",
    };

    private readonly Option<string[]> metric = new("--metric")
    {
        Description = "Metrics to show, for example f1 or left.f1,right.loss. Default: the main metric of each task.",
        HelpName = "[TASK.]METRIC[,...]",
    };

    private readonly Option<string> split = new Option<string>("--split") { Description = "Rows whose figures are compared.", DefaultValueFactory = _ => "test" }.AcceptOnlyFromAmong("test", "validation");

    private readonly Option<string> format = CommonOptions.Format("text", "markdown", "csv", "json", "html");

    private readonly Option<string?> file = new("--out") { Description = "File to write instead of standard output; its ending chooses the format: .html, .md, .csv, .json, .txt.", HelpName = "FILE" };

    public static Command Create(Terminal terminal) => new CompareCommand().Build(terminal);

    private Command Build(Terminal terminal)
    {
        var command = new Command("compare", "Compares finished runs: mean and deviation over seeds, delta m against single-task runs, paired tests.") { runs, by, against, baseline, metric, split, format, file };
        command.SetAction(parsed =>
        {
            var comparison = Compare(parsed);
            ComparisonOutput.Write(terminal, comparison, parsed.GetResult(format) is { Implicit: false } ? parsed.GetRequiredValue(format) : null, parsed.GetValue(file));
            return ExitCode.Done;
        });
        return command;
    }

    private Comparison Compare(ParseResult parsed)
    {
        var options = new ComparisonOptions
        {
            By = Words(parsed.GetValue(by)),
            Against = parsed.GetValue(against),
            Metrics = Words(parsed.GetValue(metric)),
            Split = Enum.Parse<ComparedSplit>(parsed.GetRequiredValue(split), ignoreCase: true),
        };
        var (compared, named) = (new RunReader(), new RunReader());
        Array.ForEach(parsed.GetRequiredValue(runs), path => compared.Add("RUN", path));
        Array.ForEach(parsed.GetValue(baseline) ?? [], path => named.Add("--baseline", path));
        return Comparer.Compare(compared.Runs, named.Runs, options, compared.Notes.Concat(named.Notes));
    }

    private static List<string> Words(string[]? lists) => [.. (lists ?? []).SelectMany(l => l.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
