using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Sweeps.Configs;

namespace MtlTorch.Experiments.Catalogue;

/// <summary>
/// The JSON schemas of experiment files and of sweep files, for editors: keys, kinds, ranges and descriptions. Nothing but "kind" is required
/// in it, because a file may leave the rest to its base.
/// </summary>
public static class ExperimentSchema
{
    /// <summary>The schema of experiment files as text.</summary>
    public static string Write() => Write(typeof(ExperimentConfig), "MtlTorch experiment");

    /// <summary>The schema of sweep files as text.</summary>
    public static string WriteSweep() => Write(typeof(SweepConfig), "MtlTorch sweep");

    private static string Write(Type config, string title)
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = TransformNode };
        var schema = (JsonObject)ConfigJson.Options.GetJsonSchemaAsNode(config, exporter);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        return schema.ToJsonString(ConfigJson.Options) + "\n";
    }

    private static JsonNode TransformNode(JsonSchemaExporterContext context, JsonNode node)
    {
        var member = context.PropertyInfo?.AttributeProvider as MemberInfo;
        var isAuto = member?.IsDefined(typeof(AutoIfNullAttribute)) == true;
        if (member?.IsDefined(typeof(OneOrMoreAttribute)) == true)
        {
            return OneOrMore(member);
        }

        if (node is not JsonObject schema)
        {
            return isAuto ? Auto(member!) : node;
        }

        if (member?.DeclaringType == typeof(StageSections))
        {
            return new JsonObject { ["description"] = XmlDocumentation.Summary(member), ["$ref"] = $"#/properties/{context.PropertyInfo!.Name}" };
        }

        Describe(schema, context.TypeInfo.Type, member);
        Restrict(schema, member);
        LoosenRequired(schema);
        return schema;
    }

    private static void Describe(JsonObject schema, Type type, MemberInfo? member)
    {
        var text = member is null ? XmlDocumentation.Summary(type) : XmlDocumentation.Summary(member);
        if (text.Length > 0)
        {
            schema.Insert(0, "description", text);
        }
    }

    private static void Restrict(JsonObject schema, MemberInfo? member)
    {
        if (member?.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
            schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum);
        }

        if (member?.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
        {
            schema["pattern"] = pattern.Pattern;
        }

        if (member?.GetCustomAttribute<MinLengthAttribute>() is { } least)
        {
            var isDictionary = member is PropertyInfo { PropertyType: { IsGenericType: true } type } && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);
            schema[isDictionary ? "minProperties" : "minItems"] = least.Length;
        }

        if (member?.GetCustomAttribute<ElementRangeAttribute>() is { } elements && (schema["items"] ?? schema["additionalProperties"]) is JsonObject element)
        {
            (element["minimum"], element["maximum"]) = (elements.Minimum, elements.Maximum);
        }

        if (member?.GetCustomAttribute<KeyPatternAttribute>() is { } keys)
        {
            schema["propertyNames"] = new JsonObject { ["pattern"] = keys.Pattern };
        }
    }

    /// <summary>A converter of our own writes these, of which the exporter knows nothing.</summary>
    private static JsonObject Auto(MemberInfo member)
    {
        var number = new JsonObject { ["type"] = "integer" };
        Restrict(number, member);
        return new JsonObject
        {
            ["description"] = XmlDocumentation.Summary(member),
            ["anyOf"] = new JsonArray(number, new JsonObject { ["const"] = AutoIfNullAttribute.Auto }),
        };
    }

    /// <summary>A converter of our own reads these, too.</summary>
    private static JsonObject OneOrMore(MemberInfo member)
    {
        static JsonObject Text() => new() { ["type"] = "string" };
        var list = new JsonObject { ["type"] = "array", ["items"] = Text() };
        Restrict(list, member);
        return new JsonObject { ["description"] = XmlDocumentation.Summary(member), ["anyOf"] = new JsonArray(Text(), list) };
    }

    private static void LoosenRequired(JsonObject schema)
    {
        if (schema["required"] is JsonArray required)
        {
            var kept = required.Where(r => r!.GetValue<string>() == ConfigNode.KindKey).Select(r => r!.DeepClone()).ToArray();
            schema.Remove("required");
            if (kept.Length > 0)
            {
                schema["required"] = new JsonArray(kept);
            }
        }
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
