using System.Reflection;

namespace MtlTorch.Experiments.Catalogue;

/// <summary>Everything there is to say about a component, or about a section of an experiment file.</summary>
/// <param name="Title">"lenet (trunk)", or the name of the section.</param>
/// <param name="Where">Where it stands in an experiment file.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Remarks">What else should be known; may be empty.</param>
/// <param name="Papers">Where it comes from.</param>
/// <param name="Options">Its options.</param>
/// <param name="Nested">Records that its options hold, with theirs.</param>
public sealed record Explanation(
    string Title,
    string Where,
    string Summary,
    string Remarks,
    IReadOnlyList<PaperAttribute> Papers,
    IReadOnlyList<OptionDescription> Options,
    IReadOnlyList<(string Key, Explanation Explanation)> Nested)
{
    /// <summary>Explains a component.</summary>
    public static Explanation Of(ComponentGroup group, Component component) =>
        Of($"{component.Kind} ({group.Name})", group.Path, component.Options);

    /// <summary>Explains a record of options.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="where">Where it stands in an experiment file.</param>
    /// <param name="options">The record.</param>
    public static Explanation Of(string title, string where, Type options)
    {
        var described = OptionDescription.Of(options);
        return new Explanation(
            title,
            where,
            XmlDocumentation.Summary(options),
            XmlDocumentation.Remarks(options),
            [.. options.GetCustomAttributes<PaperAttribute>()],
            described,
            [.. described.Where(o => o.Nested is not null).Select(o => (o.Key, Of(o.Key, $"{where}.{o.Key}", o.Nested!)))]);
    }
}
