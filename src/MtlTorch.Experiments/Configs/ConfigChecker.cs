using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MtlTorch.Experiments.Catalogue;

namespace MtlTorch.Experiments.Configs;

/// <summary>Compares a configuration with the option records and collects everything that does not fit.</summary>
/// <param name="errors">Gets the errors.</param>
internal sealed class ConfigChecker(List<ConfigError> errors)
{
    /// <summary>Checks a value against the type that it is to become.</summary>
    /// <param name="node">The value.</param>
    /// <param name="type">The type.</param>
    /// <param name="member">The property that carries the rules, if any.</param>
    /// <param name="path">Where the value stands.</param>
    public void Check(ConfigNode node, Type type, MemberInfo? member, string path)
    {
        if (type == typeof(JsonElement))
        {
            // Any JSON will do.
        }
        else if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            CheckNullable(node, inner, member, path);
        }
        else if (Components.GroupOf(type) is { } group)
        {
            CheckComponent(node, group, path);
        }
        else if (ScalarKind.Of(type) is { } scalar)
        {
            CheckScalar(node, scalar, member, path);
        }
        else if (ItemType(type, typeof(IReadOnlyDictionary<,>)) is [_, var value])
        {
            CheckDictionary(node, value, member, path);
        }
        else if (ItemType(type, typeof(IReadOnlyList<>)) is [var item])
        {
            CheckList(node, item, member, path);
        }
        else if (AsObject(node, path) is { } record)
        {
            CheckMembers(record, ConfigJson.Contract(type), path, isComponent: false);
        }
    }

    private static Type[]? ItemType(Type type, Type definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition ? type.GetGenericArguments() : null;

    private void CheckNullable(ConfigNode node, Type inner, MemberInfo? member, string path)
    {
        var isNull = member?.IsDefined(typeof(AutoIfNullAttribute)) == true
            ? node is ScalarNode { Text: AutoIfNullAttribute.Auto }
            : node is ScalarNode { IsNull: true };
        if (!isNull)
        {
            Check(node, inner, member, path);
        }
    }

    private void CheckComponent(ConfigNode node, ComponentGroup group, string path)
    {
        if (AsObject(node, path) is not { } choice)
        {
            return;
        }

        var known = string.Join(", ", group.Components.Select(c => c.Kind));
        var what = group.Noun;
        if (!choice.Members.TryGetValue(ConfigNode.KindKey, out var kind))
        {
            Add(choice.Origin, path, $"\"kind\" is missing; it chooses the {what}. Known: {known}.");
        }
        else if (choice.Kind is not { } name)
        {
            Add(kind.Value.Origin, $"{path}.kind", $"must be a text; found {kind.Value.Describe()}. Known: {known}.");
        }
        else
        {
            // Behind a misspelt kind the options are those of the kind that was meant: their mistakes are told in the same round.
            var meant = group.Find(name) is null ? Nearest.Find(name, group.Components.Select(c => c.Kind)) : name;
            Add(kind.Value.Origin, $"{path}.kind", meant == name ? null : $"unknown {what} '{name}'.{Nearest.Hint(name, group.Components.Select(c => c.Kind))} Known: {known}.");
            if (meant is not null)
            {
                CheckMembers(choice, ConfigJson.Contract(group.Find(meant)!.Options), path, isComponent: true);
            }
        }
    }

    private void CheckMembers(ObjectNode node, JsonTypeInfo contract, string path, bool isComponent)
    {
        var known = contract.Properties.Select(p => p.Name).Where(name => name != "$schema").ToList();
        var meant = new HashSet<string?>();
        foreach (var (key, member) in node.Members.Where(m => !isComponent || m.Key != ConfigNode.KindKey))
        {
            if (contract.Properties.FirstOrDefault(p => p.Name == key) is { } property)
            {
                CheckProperty(member.Value, property, $"{path}.{key}");
            }
            else
            {
                meant.Add(Nearest.Find(key, known));
                var all = isComponent ? known.Prepend(ConfigNode.KindKey) : known;
                Add(member.KeyOrigin, $"{path}.{key}", $"unknown key '{key}'.{Nearest.Hint(key, known)} Known: {string.Join(", ", all)}.");
            }
        }

        // A key that is only misspelt is not missing as well: one mistake, one message.
        foreach (var missing in contract.Properties.Where(p => p.IsRequired && !node.Members.ContainsKey(p.Name) && !meant.Contains(p.Name)))
        {
            Add(node.Origin, $"{path}.{missing.Name}", $"is missing; it must be {OptionDescription.AllowedBy(missing.PropertyType, missing.AttributeProvider as MemberInfo)}.");
        }
    }

    private void CheckProperty(ConfigNode node, JsonPropertyInfo property, string path)
    {
        var member = property.AttributeProvider as MemberInfo;
        if (node is ScalarNode { IsNull: true } && AcceptsNull(property, member))
        {
            return;
        }

        Check(node, property.PropertyType, member, path);
    }

    private static bool AcceptsNull(JsonPropertyInfo property, MemberInfo? member) =>
        member?.IsDefined(typeof(AutoIfNullAttribute)) != true && property.IsSetNullable;

    private void CheckDictionary(ConfigNode node, Type valueType, MemberInfo? member, string path)
    {
        if (AsObject(node, path) is not { } entries)
        {
            return;
        }

        Add(entries.Origin, path, ValueRule.CheckCount(entries.Members.Count, member));
        foreach (var (key, entry) in entries.Members)
        {
            Add(entry.KeyOrigin, $"{path}.{key}", ValueRule.CheckKey(key, member));
            CheckElement(entry.Value, valueType, member, $"{path}.{key}");
        }
    }

    private void CheckList(ConfigNode node, Type itemType, MemberInfo? member, string path)
    {
        var oneWillDo = member?.IsDefined(typeof(OneOrMoreAttribute)) == true;
        if (oneWillDo && node is ScalarNode { Text: not null })
        {
            return;
        }

        if (node is not ArrayNode array)
        {
            Add(node.Origin, path, $"must be {(oneWillDo ? "a text or an array of texts" : "an array")}; found {node.Describe()}.");
            return;
        }

        Add(array.Origin, path, ValueRule.CheckCount(array.Items.Count, member));
        for (var i = 0; i < array.Items.Count; i++)
        {
            CheckElement(array.Items[i], itemType, member, $"{path}[{i}]");
        }
    }

    /// <summary>Checks an element of a list or dictionary; <paramref name="member"/> is the property that holds them all.</summary>
    private void CheckElement(ConfigNode node, Type type, MemberInfo? member, string path)
    {
        var before = errors.Count;
        Check(node, type, null, path);
        if (errors.Count == before && node is ScalarNode { Type: JsonTokenType.Number } number)
        {
            Add(number.Origin, path, ValueRule.CheckElement(double.Parse(number.Raw, CultureInfo.InvariantCulture), member));
        }
    }

    private void CheckScalar(ConfigNode node, ScalarKind kind, MemberInfo? member, string path)
    {
        if (node is ScalarNode whole && kind.Limits is { } limits && !kind.Accepts(whole) && ScalarKind.IsWhole(whole))
        {
            Add(node.Origin, path, $"must be {ValueRule.WholeNumber(member?.GetCustomAttribute<RangeAttribute>(), limits.Least, limits.Most)}; found {whole.Raw}.");
        }
        else if (node is not ScalarNode scalar || !kind.Accepts(scalar))
        {
            AddWrongKind(node, kind, member, path);
        }
        else if (scalar.Type == JsonTokenType.Number)
        {
            Add(node.Origin, path, ValueRule.Check(double.Parse(scalar.Raw, CultureInfo.InvariantCulture), member));
        }
        else if (scalar.Text is { } content)
        {
            Add(node.Origin, path, ValueRule.Check(content, member));
        }
    }

    private void AddWrongKind(ConfigNode node, ScalarKind kind, MemberInfo? member, string path)
    {
        var auto = member?.IsDefined(typeof(AutoIfNullAttribute)) == true ? $" or \"{AutoIfNullAttribute.Auto}\"" : "";
        var hint = kind.Choices is { } choices && node is ScalarNode { Text: { } text } ? Nearest.Hint(text, choices) : "";
        Add(node.Origin, path, $"must be {kind.Allowed}{auto}; found {node.Describe()}.{hint}");
    }

    private ObjectNode? AsObject(ConfigNode node, string path)
    {
        if (node is ObjectNode found)
        {
            return found;
        }

        Add(node.Origin, path, $"must be an object {{ ... }}; found {node.Describe()}.");
        return null;
    }

    private void Add(Origin origin, string path, string? problem)
    {
        if (problem is not null)
        {
            errors.Add(new ConfigError(origin, path, problem));
        }
    }
}
