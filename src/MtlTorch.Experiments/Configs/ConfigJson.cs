using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MtlTorch.Experiments.Catalogue;

namespace MtlTorch.Experiments.Configs;

/// <summary>How configurations are spelt in JSON. The library's option records know nothing of it.</summary>
public static class ConfigJson
{
    /// <summary>camelCase keys, kebab-case choices, "kind" from the catalogue, unknown keys refused.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The properties of a type as configurations spell them, whatever its place in the hierarchy.</summary>
    public static JsonTypeInfo Contract(Type type) => Options.GetTypeInfo(type);

    /// <summary>How an enumeration's value is spelt.</summary>
    public static string Spelling(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowOutOfOrderMetadataProperties = true,
            WriteIndented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddKinds, AddAuto, AddOneOrMore, SpellEmptyAsNull, OrderByDescent } },
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }

    private static void AddKinds(JsonTypeInfo type)
    {
        if (Components.GroupOf(type.Type) is not { } group)
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = ConfigNode.KindKey };
        foreach (var component in group.Components)
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(component.Options, component.Kind));
        }
    }

    private static void AddAuto(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider is MemberInfo member && member.IsDefined(typeof(AutoIfNullAttribute)))
            {
                property.CustomConverter = new AutoConverter();
            }
        }
    }

    private static void AddOneOrMore(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.AttributeProvider is MemberInfo member && member.IsDefined(typeof(OneOrMoreAttribute))))
        {
            property.CustomConverter = new OneOrMoreConverter();
        }
    }

    /// <summary>Where null stands for no entries, they are written so: {} would add nothing to the entries of a file or an experiment below, and drop none.</summary>
    private static void SpellEmptyAsNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.IsSetNullable && p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)))
        {
            if (property.Get is { } get)
            {
                property.Get = owner => get(owner) is System.Collections.ICollection { Count: > 0 } entries ? entries : null;
            }
        }
    }

    /// <summary>What all components of a group have in common comes first, then what is their own.</summary>
    private static void OrderByDescent(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.Order = Ancestors(property.DeclaringType);
        }
    }

    private static int Ancestors(Type type) => type.BaseType is { } parent ? 1 + Ancestors(parent) : 0;

    /// <summary>A list of one text is spelt as that text.</summary>
    private sealed class OneOrMoreConverter : JsonConverter<IReadOnlyList<string>>
    {
        public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? [reader.GetString()!] : JsonSerializer.Deserialize<string[]>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
        {
            if (value is [var one])
            {
                writer.WriteStringValue(one);
            }
            else
            {
                JsonSerializer.Serialize(writer, value.ToArray(), options);
            }
        }
    }

    /// <summary>Null is spelt "auto".</summary>
    private sealed class AutoConverter : JsonConverter<int?>
    {
        public override bool HandleNull => true;

        public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : null;

        public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options)
        {
            if (value is { } number)
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteStringValue(AutoIfNullAttribute.Auto);
            }
        }
    }
}
