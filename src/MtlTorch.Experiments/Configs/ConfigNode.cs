using System.Text.Json;

namespace MtlTorch.Experiments.Configs;

/// <summary>A JSON value that remembers where it was written.</summary>
/// <param name="Origin">Its first character.</param>
public abstract record ConfigNode(Origin Origin)
{
    /// <summary>The key that chooses among components.</summary>
    public const string KindKey = "kind";

    /// <summary>Writes the value as JSON.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>What it is, for messages: 'an object', 'the text "ten"', '-1'.</summary>
    public abstract string Describe();
}

/// <summary>An object. Its keys keep the order of the file.</summary>
public sealed record ObjectNode(Origin Origin, OrderedDictionary<string, ConfigMember> Members) : ConfigNode(Origin)
{
    /// <summary>The text of the member "kind", or null.</summary>
    public string? Kind => Members.TryGetValue(KindKey, out var member) ? (member.Value as ScalarNode)?.Text : null;

    /// <inheritdoc/>
    public override string Describe() => "an object";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (key, member) in Members)
        {
            json.WritePropertyName(key);
            member.Value.Write(json);
        }

        json.WriteEndObject();
    }
}

/// <summary>A member of an object.</summary>
/// <param name="KeyOrigin">Where its key stands.</param>
/// <param name="Value">Its value.</param>
public sealed record ConfigMember(Origin KeyOrigin, ConfigNode Value);

/// <summary>An array.</summary>
public sealed record ArrayNode(Origin Origin, IReadOnlyList<ConfigNode> Items) : ConfigNode(Origin)
{
    /// <inheritdoc/>
    public override string Describe() => "an array";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in Items)
        {
            item.Write(json);
        }

        json.WriteEndArray();
    }
}

/// <summary>A text, a number, true, false or null.</summary>
/// <param name="Origin">Its first character.</param>
/// <param name="Type">Which of them.</param>
/// <param name="Raw">The JSON as written; of a text its content.</param>
public sealed record ScalarNode(Origin Origin, JsonTokenType Type, string Raw) : ConfigNode(Origin)
{
    /// <summary>The text, or null if this is something else.</summary>
    public string? Text => Type == JsonTokenType.String ? Raw : null;

    /// <summary>Whether this is null.</summary>
    public bool IsNull => Type == JsonTokenType.Null;

    /// <inheritdoc/>
    public override string Describe() => Type == JsonTokenType.String ? $"the text \"{Raw}\"" : Raw;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        if (Type == JsonTokenType.String)
        {
            json.WriteStringValue(Raw);
        }
        else
        {
            json.WriteRawValue(Raw);
        }
    }
}
