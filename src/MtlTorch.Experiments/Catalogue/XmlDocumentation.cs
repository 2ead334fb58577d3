using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MtlTorch.Experiments.Catalogue;

/// <summary>
/// The documentation comments of an assembly, from the XML file that the compiler leaves beside it. They are the only place
/// where options are described: help, reference and schema all read them.
/// </summary>
public sealed partial class XmlDocumentation
{
    private static readonly Dictionary<Assembly, XmlDocumentation> Loaded = [];

    private readonly Dictionary<string, XElement> members;

    private XmlDocumentation(string path) => members = !File.Exists(path)
        ? []
        : XDocument.Load(path).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>The summary of a type as plain text; empty if it has none.</summary>
    public static string Summary(Type type) => Of(type.Assembly).Text($"T:{Name(type)}", "summary");

    /// <summary>The remarks of a type as plain text; empty if it has none.</summary>
    public static string Remarks(Type type) => Of(type.Assembly).Text($"T:{Name(type)}", "remarks");

    /// <summary>The summary of a property or an enumeration's value as plain text; empty if it has none.</summary>
    public static string Summary(MemberInfo member)
    {
        var prefix = member is PropertyInfo ? "P" : "F";
        return Of(member.DeclaringType!.Assembly).Text($"{prefix}:{Name(member.DeclaringType!)}.{member.Name}", "summary");
    }

    private static XmlDocumentation Of(Assembly assembly)
    {
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(assembly, out var found))
            {
                Loaded[assembly] = found = new XmlDocumentation(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml"));
            }

            return found;
        }
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private string Text(string id, string part) =>
        members.TryGetValue(id, out var member) && member.Element(part) is { } element
            ? Spaces().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim()
            : "";

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement e when e.Attribute("cref") is { } cref => Option(cref.Value),
        XElement e => string.Concat(e.Nodes().Select(Plain)),
        _ => "",
    };

    /// <summary>A reference to a property is read by users who know it by its key.</summary>
    private static string Option(string cref)
    {
        var name = cref.Split('(')[0].Split('.')[^1];
        return cref.StartsWith("P:", StringComparison.Ordinal) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
