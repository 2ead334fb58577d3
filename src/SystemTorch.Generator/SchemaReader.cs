using System.Text.RegularExpressions;

namespace SystemTorch.Generator;

/// <summary>Reads the schemas that LibTorch prints, one a line.</summary>
internal static class SchemaReader
{
    private static readonly Regex Header = new(@"^aten::(\w+)(?:\.(\w+))?\(");
    private static readonly Regex Argument = new(@"^(\S+) (\w+)(?:=(.*))?$");
    private static readonly Regex Alias = new(@"\([a-z*!| ->]*\)");

    /// <summary>The overloads of each operator, ordered by overload name.</summary>
    public static ILookup<string, Schema> Read(IEnumerable<string> lines)
        => lines.Where(line => Header.IsMatch(line)).Select(Parse).OrderBy(s => s.Overload, StringComparer.Ordinal).ToLookup(s => s.Name);

    private static Schema Parse(string line)
    {
        var header = Header.Match(line);
        int end = ClosingParenthesis(line, header.Length - 1);
        var argumentText = line[header.Length..end];
        var arguments = TopLevel.Split(argumentText).Where(a => a != "*").Select(a => ParseArgument(line, a)).ToList();
        var returns = Alias.Replace(line[(end + " -> ".Length + 1)..], "");
        if (returns.StartsWith('(') && returns != "()")
            returns = $"({string.Join(", ", TopLevel.Split(returns[1..^1]).Select(r => r.Split(' ')[0]))})";
        return new Schema(header.Groups[1].Value, header.Groups[2].Value, arguments, returns, argumentText.Contains('!'), line);
    }

    private static SchemaArgument ParseArgument(string line, string text)
    {
        var match = Argument.Match(Alias.Replace(text, ""));
        if (!match.Success)
            throw new FormatException($"Cannot read the argument '{text}' of the schema {line}");
        return new SchemaArgument(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Success ? match.Groups[3].Value : null);
    }

    private static int ClosingParenthesis(string text, int opening)
    {
        int depth = 0;
        for (int i = opening; i < text.Length; i++)
        {
            if (text[i] == '(')
                depth++;
            else if (text[i] == ')' && --depth == 0)
                return i;
        }
        throw new FormatException($"Unbalanced parentheses in {text}");
    }
}
