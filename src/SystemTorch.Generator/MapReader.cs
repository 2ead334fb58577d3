using System.Text.RegularExpressions;

namespace SystemTorch.Generator;

/// <summary>Reads operators.map; its form is described there.</summary>
internal static class MapReader
{
    private static readonly Regex Line = new(
        @"^(?<name>\w+)(?:\((?<types>[^=]*)\))?\s*"
        + @"(?:=>\s*(?<body>.*)|=\s*(?<operator>\w+)(?:\.(?<overload>\w*))?(?:\((?<arguments>.*)\))?)$");

    private static readonly Regex NamedArgument = new(@"^(\w+): (.*)$");

    /// <summary>The heading over the operators that hand-written code calls.</summary>
    private const string HandWritten = "hand-written";

    public static (IReadOnlyList<Rule> Rules, IReadOnlyList<string> HandWritten) Read(IEnumerable<string> lines)
    {
        var rules = new List<Rule>();
        var operators = new List<string>();
        string heading = "";
        foreach (var line in lines.Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#')))
        {
            if (line.StartsWith('['))
                heading = line.Trim('[', ']');
            else if (heading == HandWritten)
                operators.AddRange(line.Split(' '));
            else if (!line.Contains('='))
                rules.AddRange(line.Split(' ').Select(name => new Rule(heading, name, null, false, name, null, null, null, name)));
            else
                rules.Add(Parse(heading, line));
        }
        return (rules, operators);
    }

    private static Rule Parse(string heading, string text)
    {
        var line = Line.Match(text);
        if (!line.Success)
            throw new FormatException($"Cannot read the line '{text}' of the operator map");
        List<string>? types = line.Groups["types"].Success ? TopLevel.Split(line.Groups["types"].Value) : null;
        bool openEnded = types is [.., "*"];
        if (openEnded)
            types!.RemoveAt(types.Count - 1);
        return new Rule(
            heading,
            line.Groups["name"].Value,
            types,
            openEnded,
            ValueOrNull(line.Groups["operator"]),
            ValueOrNull(line.Groups["overload"]),
            line.Groups["arguments"].Success ? [.. TopLevel.Split(line.Groups["arguments"].Value).Select(ParseArgument)] : null,
            ValueOrNull(line.Groups["body"]),
            text);
    }

    private static RuleArgument ParseArgument(string text)
    {
        var named = NamedArgument.Match(text);
        return named.Success ? new RuleArgument(named.Groups[1].Value, named.Groups[2].Value) : new RuleArgument(null, text);
    }

    private static string? ValueOrNull(Group group) => group.Success ? group.Value : null;
}
