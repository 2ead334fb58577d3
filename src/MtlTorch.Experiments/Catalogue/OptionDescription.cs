using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Catalogue;

/// <summary>One option as users see it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Allowed">What it may be: "a number from 0 to below 1".</param>
/// <param name="Default">The JSON that stands if it is left out; null if it must be given.</param>
/// <param name="Summary">What it means.</param>
/// <param name="Nested">The record whose options it holds, if it holds options of its own that are no component.</param>
public sealed record OptionDescription(string Key, string Allowed, string? Default, string Summary, Type? Nested)
{
    /// <summary>Describes all options of a record.</summary>
    public static IReadOnlyList<OptionDescription> Of(Type options)
    {
        var contract = ConfigJson.Contract(options);
        var defaults = Defaults(contract);
        return [.. contract.Properties.Where(p => p.Name != "$schema").Select(p => Describe(p, defaults))];
    }

    /// <summary>What a property may be, without its default.</summary>
    public static string AllowedBy(Type type, MemberInfo? member)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        var basic = member?.IsDefined(typeof(OneOrMoreAttribute)) == true ? "a text or a list of texts" : Basic(inner);
        var range = ValueRule.Range(member?.GetCustomAttribute<RangeAttribute>()) ?? ValueRule.Elements(member?.GetCustomAttribute<ElementRangeAttribute>());
        var pattern = member?.GetCustomAttribute<RegularExpressionAttribute>()?.ErrorMessage;
        var text = pattern ?? (range is null ? basic : range.StartsWith("each", StringComparison.Ordinal) ? $"{basic}, {range}" : $"{basic} {range}");
        var none = member?.IsDefined(typeof(AutoIfNullAttribute)) == true ? "or \"auto\"" : Nullable.GetUnderlyingType(type) is null ? null : "or null";
        return none is null ? text : $"{text}, {none}";
    }

    private static string Basic(Type type)
    {
        if (ScalarKind.Of(type) is { } scalar)
        {
            return scalar.Allowed;
        }

        if (type == typeof(JsonElement))
        {
            return "a value";
        }

        if (Components.GroupOf(type) is { } group)
        {
            return group.Article;
        }

        if (type.IsGenericType && type.GetGenericArguments() is [.., var item])
        {
            return type.GetGenericArguments().Length == 2 ? $"an object that holds {Basic(item)} per name" : $"a list of {Plural(Basic(item))}";
        }

        return "an object";
    }

    private static string Plural(string text) => text switch
    {
        "a whole number" => "whole numbers",
        "a number" => "numbers",
        "a text" => "texts",
        "a value" => "values",
        "an object" => "objects",
        _ => text,
    };

    private static JsonElement? Defaults(JsonTypeInfo contract) => contract.CreateObject is null && contract.Type.GetConstructor(Type.EmptyTypes) is null
        ? null
        : JsonSerializer.SerializeToElement(Activator.CreateInstance(contract.Type), contract.Type, ConfigJson.Options);

    private static OptionDescription Describe(JsonPropertyInfo property, JsonElement? defaults)
    {
        var member = property.AttributeProvider as MemberInfo;
        var nested = NestedRecord(property.PropertyType);
        var known = defaults is { } all && all.TryGetProperty(property.Name, out var value) ? Compact(value, nested) : "null";
        return new OptionDescription(
            property.Name,
            AllowedBy(property.PropertyType, member),
            property.IsRequired ? null : known,
            member is null ? "" : XmlDocumentation.Summary(member),
            nested);
    }

    /// <summary>One line of JSON; of nested records only what differs from their own defaults.</summary>
    private static string Compact(JsonElement value, Type? nested)
    {
        if (JsonSerializer.SerializeToNode(value) is not { } node)
        {
            return "null";
        }

        if (nested is not null && Defaults(ConfigJson.Contract(nested)) is { } defaults)
        {
            foreach (var record in node is JsonArray list ? list.OfType<JsonObject>() : new[] { node }.OfType<JsonObject>())
            {
                var standard = record.Where(m => defaults.TryGetProperty(m.Key, out var d) && JsonNode.DeepEquals(m.Value, JsonSerializer.SerializeToNode(d)));
                standard.Select(m => m.Key).ToList().ForEach(key => record.Remove(key));
            }
        }

        return node.ToJsonString();
    }

    private static Type? NestedRecord(Type type)
    {
        var item = type.IsGenericType && Nullable.GetUnderlyingType(type) is null ? type.GetGenericArguments()[^1] : type;
        var isRecord = item.IsClass && item != typeof(string) && ScalarKind.Of(item) is null && Components.GroupOf(item) is null;
        return isRecord ? item : null;
    }
}
