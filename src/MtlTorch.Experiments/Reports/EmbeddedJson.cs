using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Reports;

/// <summary>Puts JSON texts together without reading numbers and writing them again: what the page draws is what stands in the files.</summary>
internal static class EmbeddedJson
{
    /// <summary>An object; null values stand as null.</summary>
    public static string Object(params IEnumerable<(string Key, string? Json)> members) =>
        "{" + string.Join(",\n", members.Select(m => $"{Text(m.Key)}:{m.Json ?? "null"}")) + "}";

    /// <summary>An array, an element a line.</summary>
    public static string Array(IEnumerable<string> elements) => "[\n" + string.Join(",\n", elements) + "\n]";

    /// <summary>A string.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text, RunJson.Line);

    /// <summary>A whole number.</summary>
    public static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Any value, spelt as in run folders.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, RunJson.Line);

    /// <summary>Some members of an object; null where there is no object.</summary>
    public static string? Only(string? json, params IReadOnlyList<string> keys)
    {
        var whole = json is null ? null : JsonNode.Parse(json)!.AsObject();
        return whole is null ? null : Object(keys.Select(key => (key, whole[key]?.ToJsonString(RunJson.Line))));
    }

    /// <summary>
    /// For the inside of a script element: no text of a configuration can end the element or open a comment there. In JSON these
    /// characters occur in strings alone, where the escape means the same.
    /// </summary>
    public static string Escape(string json) => json
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal);
}
