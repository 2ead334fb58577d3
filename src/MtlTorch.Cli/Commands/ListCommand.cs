using System.CommandLine;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Catalogue;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl list [GROUP]</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = Components.Groups.Select(g => g.Name).ToList();
        var group = new Argument<string?>("GROUP") { Description = $"One of {string.Join(", ", names)}; all if left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("list", "Lists what a configuration can choose with \"kind\".") { group };
        command.SetAction(parsed => List(terminal, parsed.GetValue(group), names));
        return command;
    }

    private static int List(Terminal terminal, string? name, List<string> names)
    {
        if (name is not null && !names.Contains(name))
        {
            throw new InvalidOptionException("GROUP", $"unknown group '{name}'.{Nearest.Hint(name, names)} Known: {string.Join(", ", names)}.");
        }

        foreach (var group in Components.Groups.Where(g => name is null || g.Name == name))
        {
            var rows = group.Components.Select(c => new[] { c.Kind, FirstSentence(XmlDocumentation.Summary(c.Options)) });
            terminal.Out.WriteLine($"{group.Title} ({group.Path})");
            Tables.Write(terminal, ["kind", "what it is"], rows);
        }

        return ExitCode.Done;
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }
}
