namespace MtlTorch.Experiments.Configs;

/// <summary>Takes a configuration apart into its stages, each a whole configuration.</summary>
/// <param name="errors">Gets what is wrong.</param>
internal sealed class ConfigStages(List<ConfigError> errors)
{
    /// <summary>Key of the stages.</summary>
    public const string Key = "stages";

    /// <summary>A stage that learns a trunk by tasks of its own.</summary>
    public const string Pretrain = "pretrain";

    /// <summary>A stage that learns the experiment's tasks.</summary>
    public const string Train = "train";

    private const string NameKey = "name";
    private const string TasksKey = "tasks";
    private const string ProbesKey = "probes";

    /// <summary>The stages in their order, the last one being the experiment itself; only that where there are no stages.</summary>
    public IReadOnlyList<ConfigStage> Split(ObjectNode root)
    {
        if (!root.Members.TryGetValue(Key, out var member) || member.Value is ScalarNode { IsNull: true })
        {
            root.Members.Remove(Key);
            return [new ConfigStage(Train, "$", root, null)];
        }

        var rest = Without(root, Key);
        if (member.Value is not ArrayNode array)
        {
            errors.Add(new ConfigError(member.Value.Origin, $"$.{Key}", $"must be an array; found {member.Value.Describe()}."));
            return [new ConfigStage(Train, "$", rest, null)];
        }

        var stages = array.Items.Select((item, i) => Stage(rest, item, i, array.Items.Count - 1)).OfType<ConfigStage>().ToList();
        if (stages.Count == 0 || stages[^1].Kind != Train)
        {
            stages.Add(new ConfigStage(Train, "$", rest, null));
        }

        return [.. stages.Select((stage, i) => i == stages.Count - 1 ? stage : stage with { Root = Named(stage.Root, $"{i + 1}-{stage.Kind}") })];
    }

    private ConfigStage? Stage(ObjectNode rest, ConfigNode item, int index, int last)
    {
        var path = $"$.{Key}[{index}]";
        if (item is not ObjectNode { Members.Count: 1 } choice || choice.Members.GetAt(0) is not { Key: Pretrain or Train } chosen)
        {
            errors.Add(new ConfigError(item.Origin, path, $"a stage is {{ \"{Pretrain}\": {{ ... }} }} or {{ \"{Train}\": {{ ... }} }}; found {Found(item)}."));
            return null;
        }

        var (kind, member) = (chosen.Key, chosen.Value);
        if (member.Value is not ObjectNode own)
        {
            errors.Add(new ConfigError(member.Value.Origin, $"{path}.{kind}", $"must be an object {{ ... }}; found {member.Value.Describe()}."));
            return null;
        }

        CheckKeys(own, $"{path}.{kind}");
        if (kind == Pretrain && !own.Members.ContainsKey(TasksKey))
        {
            errors.Add(new ConfigError(own.Origin, $"{path}.{kind}.{TasksKey}", "is missing: a pre-training stage has tasks of its own, for example \"sparse-autoencoder\" or \"reconstruction\"."));
        }

        var below = own.Members.ContainsKey(TasksKey) ? Without(rest, TasksKey) : rest;
        below = index == last && kind == Train ? below : Without(below, ProbesKey);
        return new ConfigStage(kind, $"{path}.{kind}", (ObjectNode)ConfigMerge.Over(below, own), own);
    }

    private void CheckKeys(ObjectNode own, string path)
    {
        var known = ConfigJson.Contract(typeof(StageSections)).Properties.Select(p => p.Name).ToList();
        foreach (var (key, member) in own.Members.Where(m => !known.Contains(m.Key)).ToList())
        {
            errors.Add(new ConfigError(member.KeyOrigin, $"{path}.{key}", $"unknown key '{key}' in a stage.{Nearest.Hint(key, known)} Known: {string.Join(", ", known)}."));
            own.Members.Remove(key);
        }
    }

    private static string Found(ConfigNode item) => item is ObjectNode o ? $"an object with the keys [{string.Join(", ", o.Members.Keys)}]" : item.Describe();

    private static ObjectNode Without(ObjectNode node, string key)
    {
        var members = new OrderedDictionary<string, ConfigMember>(node.Members);
        members.Remove(key);
        return new ObjectNode(node.Origin, members);
    }

    /// <summary>Runs of a stage have a name of their own, "NAME-1-pretrain".</summary>
    private static ObjectNode Named(ObjectNode root, string stage)
    {
        if (!root.Members.TryGetValue(NameKey, out var name) || name.Value is not ScalarNode { Text: { } text } node)
        {
            return root;
        }

        var members = new OrderedDictionary<string, ConfigMember>(root.Members) { [NameKey] = name with { Value = node with { Raw = $"{text}-{stage}" } } };
        return new ObjectNode(root.Origin, members);
    }
}

/// <summary>One stage of a configuration.</summary>
/// <param name="Kind">"pretrain" or "train".</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Root">The whole configuration of the stage.</param>
/// <param name="Own">What it has of its own; null for an experiment that has no stage of its own.</param>
internal sealed record ConfigStage(string Kind, string Path, ObjectNode Root, ObjectNode? Own);
