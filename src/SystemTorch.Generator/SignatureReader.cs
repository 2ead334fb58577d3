using System.Text.RegularExpressions;

namespace SystemTorch.Generator;

/// <summary>Reads the genuine signatures, one a line.</summary>
internal static class SignatureReader
{
    private static readonly Regex Line = new(
        @"^(?<class>(?:\w+\.)*?\w+)\.(?<name>\w+)(?<generic><[^>(]*>)?\((?<parameters>.*)\) : "
        + @"(?<modifiers>(?:static |virtual |override |abstract )*)(?<returns>[^/]+?)"
        + @"(?:\s*/\* tuple names: (?<tuple>.*) \*/)?(?<obsolete>\s*\[Obsolete\])?$");

    private static readonly string[] ParameterModifiers = ["this ", "params ", "out ", "ref "];

    public static IReadOnlyList<Signature> Read(IEnumerable<string> lines) => [.. lines.Select(Parse)];

    private static Signature Parse(string text)
    {
        var line = Line.Match(text);
        if (!line.Success)
            throw new FormatException($"Cannot read the signature {text}");
        return new Signature(
            line.Groups["class"].Value,
            line.Groups["name"].Value,
            line.Groups["generic"].Value,
            [.. TopLevel.Split(line.Groups["parameters"].Value).Select(ParseParameter)],
            Unqualified(line.Groups["returns"].Value.Trim()),
            line.Groups["tuple"].Success ? TopLevel.Split(line.Groups["tuple"].Value) : [],
            line.Groups["modifiers"].Value.Contains("static", StringComparison.Ordinal),
            line.Groups["obsolete"].Success,
            text);
    }

    private static Parameter ParseParameter(string text)
    {
        string? defaultValue = null;
        if (text.IndexOf(" = ", StringComparison.Ordinal) is >= 0 and var equals)
        {
            defaultValue = Unqualified(text[(equals + 3)..]);
            text = text[..equals];
        }
        var modifier = ParameterModifiers.FirstOrDefault(m => text.StartsWith(m, StringComparison.Ordinal)) ?? "";
        int space = text.LastIndexOf(' ');
        return new Parameter(modifier.TrimEnd(), Unqualified(text[modifier.Length..space]), text[(space + 1)..], defaultValue);
    }

    // The wrappers stand inside the class torch.
    private static string Unqualified(string type) => Regex.Replace(type, @"\btorch\.", "");
}
