using System.CommandLine;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Catalogue;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl explain NAME</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("NAME") { Description = "A kind (lenet), a kind of a group (head/mlp), or a section (experiment, trainer).", Arity = ArgumentArity.ZeroOrOne };
        var reference = new Option<bool>("--reference") { Description = "Print the whole reference as Markdown." };
        var command = new Command("explain", "Explains a component or a section of experiment files: options, ranges, defaults, paper.") { name, reference };
        command.SetAction(parsed => Explain(terminal, parsed.GetValue(name), parsed.GetValue(reference)));
        return command;
    }

    private static int Explain(Terminal terminal, string? name, bool reference)
    {
        if (reference)
        {
            terminal.Out.Write(ReferenceDocument.Write());
            return ExitCode.Done;
        }

        var found = name is null ? [] : ExperimentSections.Find(name);
        if (found.Count == 0)
        {
            var problem = name is null ? "say what to explain." : $"unknown name '{name}'.{Nearest.Hint(name, ExperimentSections.Names)}";
            throw new InvalidOptionException("NAME", $"{problem} Known: {string.Join(", ", ExperimentSections.Names)}.");
        }

        foreach (var explanation in found)
        {
            Write(terminal, explanation);
        }

        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, Explanation explanation)
    {
        terminal.Out.WriteLine(explanation.Title);
        Paragraph(terminal, $"Stands in {explanation.Where}.");
        Paragraph(terminal, explanation.Summary);
        Paragraph(terminal, explanation.Remarks);
        foreach (var paper in explanation.Papers)
        {
            Paragraph(terminal, $"Paper: {paper.Reference}, {paper.Url}{(paper.Place is null ? "" : $", {paper.Place}")}");
        }

        var rows = explanation.Options.Select(o => new[] { o.Key, o.Allowed, o.Default ?? "required", o.Summary }).ToList();
        if (rows.Count > 0)
        {
            Tables.Write(terminal, ["key", "value", "default", "meaning"], rows);
        }

        foreach (var (key, nested) in explanation.Nested)
        {
            Write(terminal, nested with { Title = $"{explanation.Title}: {key}" });
        }
    }

    private static void Paragraph(Terminal terminal, string text)
    {
        if (text.Length > 0)
        {
            terminal.Out.WriteLine($"  {text}");
        }
    }
}
