using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MtlTorch.Experiments.Configs;

/// <summary>A value set on the command line: "tasks.left.weight=0.5", "model.trunk.blocks[0].channels=8".</summary>
internal sealed partial class ConfigOverride
{
    private readonly Origin origin;
    private readonly IReadOnlyList<string> path;
    private readonly ConfigNode value;

    private ConfigOverride(Origin origin, IReadOnlyList<string> path, ConfigNode value)
    {
        this.origin = origin;
        this.path = path;
        this.value = value;
    }

    /// <summary>Whether it chooses a component; those are applied first, as another kind drops the options of the old one.</summary>
    public bool SetsKind => path[^1] == ConfigNode.KindKey;

    /// <summary>Whether it sets the array or object in which another one chooses a component: "optimizer={...}" before "optimizer.kind=sgd".</summary>
    public bool HoldsKindOf(ConfigOverride other) => other.SetsKind && path.Count < other.path.Count && path.SequenceEqual(other.path.Take(path.Count));

    /// <summary>Reads an argument; the value is JSON, or a text where it is not.</summary>
    /// <param name="argument">What was typed behind --set.</param>
    /// <param name="index">Which of the overrides it is, from 0.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <returns>Null if it is malformed.</returns>
    public static ConfigOverride? Parse(string argument, int index, List<ConfigError> errors)
    {
        var origin = Origin.CommandLine($"--set {argument}", index);
        var split = argument.IndexOf('=');
        if (split < 0 || !PathPattern().IsMatch(argument[..split]))
        {
            errors.Add(new ConfigError(origin, "$", "an override has the form path.to.key=value, for example trainer.epochs=2 or model.trunk.blocks[0].channels=8."));
            return null;
        }

        var steps = StepPattern().Matches(argument[..split]).Select(m => m.Value).ToList();
        if (steps[0] is ConfigReader.BaseKey or ConfigReader.SchemaKey)
        {
            errors.Add(new ConfigError(origin, $"$.{steps[0]}", $"'{steps[0]}' has a meaning in files only. Write it into the experiment's file."));
            return null;
        }

        return new ConfigOverride(origin, steps, ParseValue(argument[(split + 1)..], origin, $"$.{argument[..split]}", errors));
    }

    /// <summary>A value as it would be set: JSON, or a text where it is not.</summary>
    public static JsonElement ValueOf(string text)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ParseValue(text, Origin.CommandLine(text, 0), "$", []).Write(json);
        }

        return JsonSerializer.Deserialize<JsonElement>(buffer.ToArray());
    }

    /// <summary>Puts the value into a configuration; objects on the way are created where they are missing.</summary>
    public ConfigNode Apply(ConfigNode root, List<ConfigError> errors) => Apply(root, 0, "$", errors);

    private static ConfigNode ParseValue(string text, Origin origin, string path, List<ConfigError> errors)
    {
        var problems = new List<ConfigError>();
        if (ConfigParser.Parse(origin.Source, Encoding.UTF8.GetBytes(text), problems) is not { } parsed)
        {
            return new ScalarNode(origin, JsonTokenType.String, text);
        }

        // It is JSON, so all that can be wrong with it is a key that stands twice.
        errors.AddRange(problems.Select(p => new ConfigError(origin, path + p.Path[1..], "this key stands twice in its object. Remove one of them.")));
        return Rooted(parsed, origin);
    }

    /// <summary>The same value with the override as its place: lines and columns within an argument help nobody.</summary>
    private static ConfigNode Rooted(ConfigNode node, Origin origin) => node switch
    {
        ObjectNode o => new ObjectNode(origin, new(o.Members.Select(m => KeyValuePair.Create(m.Key, new ConfigMember(origin, Rooted(m.Value.Value, origin)))))),
        ArrayNode a => new ArrayNode(origin, [.. a.Items.Select(i => Rooted(i, origin))]),
        _ => node with { Origin = origin },
    };

    private ConfigNode Apply(ConfigNode? node, int depth, string at, List<ConfigError> errors)
    {
        if (depth == path.Count)
        {
            return node is null ? value : ConfigMerge.Over(node, value);
        }

        var step = path[depth];
        return step.StartsWith('[') ? ApplyToArray(node, step, depth, at, errors) : ApplyToObject(node, step, depth, at, errors);
    }

    private ConfigNode ApplyToObject(ConfigNode? node, string key, int depth, string at, List<ConfigError> errors)
    {
        if (node is not (null or ObjectNode or ScalarNode { IsNull: true }))
        {
            errors.Add(new ConfigError(origin, at, $"there is {node.Describe()} here, so it has no key '{key}'."));
            return node;
        }

        var members = node is ObjectNode o ? new OrderedDictionary<string, ConfigMember>(o.Members) : [];
        var old = members.TryGetValue(key, out var member) ? member.Value : null;
        var next = Apply(old, depth + 1, $"{at}.{key}", errors);
        if (depth == path.Count - 1 && SetsKind && (node as ObjectNode)?.Kind != (next as ScalarNode)?.Text)
        {
            members = [];
        }

        members[key] = new ConfigMember(origin, next);
        return new ObjectNode(node?.Origin ?? origin, members);
    }

    private ConfigNode ApplyToArray(ConfigNode? node, string step, int depth, string at, List<ConfigError> errors)
    {
        var index = int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture);
        if (node is not ArrayNode array || index >= array.Items.Count)
        {
            var found = node is ArrayNode short_ ? $"an array of {short_.Items.Count}" : node?.Describe() ?? "nothing";
            errors.Add(new ConfigError(origin, at + step, $"there is {found} here, so it has no element {step}."));
            return node ?? new ArrayNode(origin, []);
        }

        var items = array.Items.ToList();
        items[index] = Apply(items[index], depth + 1, at + step, errors);
        return array with { Items = items };
    }

    /// <summary>No deeper than files can be (the JSON reader's limit): a tree is walked by recursion.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_$-]+(\[\d{1,6}\]|\.[A-Za-z0-9_$-]+){0,62}\z")]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\[\d+\]|[A-Za-z0-9_$-]+")]
    private static partial Regex StepPattern();
}
