using System.Text.Json.Nodes;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Sweeps.Reading;

/// <summary>Short names of the values of a choice, for axes and tables.</summary>
public static class ChoiceLabels
{
    private const string Kind = "kind";

    /// <summary>Texts as they are; objects by their kind where that tells them apart, else by their members; all else as JSON.</summary>
    /// <param name="values">All values of the choice.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<JsonNode?> values)
    {
        var kinds = values.Select(v => v is JsonObject o && o[Kind] is JsonValue kind && kind.TryGetValue<string>(out var text) ? text : null).ToList();
        return [.. values.Select((v, i) => kinds[i] is { } kind && kinds.Count(k => k == kind) == 1 ? kind : Spelt(v))];
    }

    private static string Spelt(JsonNode? value) => value switch
    {
        JsonValue v when v.TryGetValue<string>(out var text) => text,
        JsonObject members => string.Join(" ", members.Select(m => $"{m.Key}={Spelt(m.Value)}")),
        _ => value?.ToJsonString(RunJson.Line) ?? "null",
    };
}
