using System.Text;

namespace MtlTorch.Experiments.Catalogue;

/// <summary>Writes docs/reference.md from the catalogue.</summary>
public static class ReferenceDocument
{
    /// <summary>The whole document.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Reference\n\n");
        text.Append("Every key that an experiment file or a sweep file can have. This page is generated from the documentation comments of the code:\n");
        text.Append("`scripts/generate-docs.sh` writes it, and `mtl explain NAME` prints any part of it.\n");
        foreach (var (_, section) in ExperimentSections.All)
        {
            Write(text, section, 2);
        }

        foreach (var group in Components.Groups)
        {
            text.Append($"\n## {group.Title}\n\nChosen by `\"kind\"` in `{group.Path}`.\n");
            foreach (var component in group.Components)
            {
                Write(text, Explanation.Of(group, component) with { Title = component.Kind }, 3);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Explanation explanation, int level)
    {
        text.Append($"\n{new string('#', level)} {explanation.Title}\n\n{explanation.Summary}\n");
        if (explanation.Remarks.Length > 0)
        {
            text.Append($"\n{explanation.Remarks}\n");
        }

        foreach (var paper in explanation.Papers)
        {
            text.Append($"\nPaper: [{paper.Reference}]({paper.Url}){(paper.Place is null ? "" : $", {paper.Place}")}.\n");
        }

        WriteOptions(text, explanation.Options);
        foreach (var (key, nested) in explanation.Nested)
        {
            Write(text, nested with { Title = $"{explanation.Title}: {key}" }, level + 1);
        }
    }

    private static void WriteOptions(StringBuilder text, IReadOnlyList<OptionDescription> options)
    {
        if (options.Count == 0)
        {
            text.Append("\nNo options.\n");
            return;
        }

        text.Append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var option in options)
        {
            var standard = option.Default is null ? "*required*" : $"`{option.Default}`";
            text.Append($"| `{option.Key}` | {Cell(option.Allowed)} | {Cell(standard)} | {Cell(option.Summary)} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
