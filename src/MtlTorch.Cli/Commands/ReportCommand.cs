using System.CommandLine;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl report RUN [RUN...]</summary>
internal static class ReportCommand
{
    private const string Comparison = "compare.html";

    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folder of a run, or of a sweep; several runs are compared.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = $"File to write. Default: report.html in the run's folder; {Comparison} here for several runs.", HelpName = "FILE" };
        var command = new Command("report", "Writes the page of a run or of a sweep, or one that compares several runs: a single HTML file that needs no network.") { runs, output };
        command.SetAction(parsed => Report(terminal, parsed.GetRequiredValue(runs), parsed.GetValue(output)));
        return command;
    }

    private static int Report(Terminal terminal, string[] runs, string? output)
    {
        if (output is not null && (Directory.Exists(output) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output)))))
        {
            throw new InvalidOptionException("--out", $"'{output}' cannot be written: it is a folder, or its folder is not there. Name a file, for example {Comparison}.");
        }

        try
        {
            if (runs is [var sweep] && SweepFolder.IsSweep(sweep))
            {
                var view = SweepViews.Of(SweepFolder.Open("RUN", sweep));
                terminal.Out.WriteLine(SweepReport.Write(view, output, hypervolume: SweepViews.HypervolumeOf(view)));
                return ExitCode.Done;
            }

            var folders = runs.Select(RunFolder.Open).ToList();
            var path = output ?? Comparison;
            if (folders.Count == 1)
            {
                path = RunReport.Write(folders[0], output);
            }
            else
            {
                ComparisonReport.Write(path, folders);
            }

            terminal.Out.WriteLine(path);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionException("--out", $"the page cannot be written: {e.Message} Name another file with --out.");
        }
    }
}
