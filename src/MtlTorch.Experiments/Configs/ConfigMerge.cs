namespace MtlTorch.Experiments.Configs;

/// <summary>Puts one configuration over another.</summary>
internal static class ConfigMerge
{
    /// <summary>
    /// Objects are merged key by key, everything else is replaced. An object of another "kind" replaces the whole object:
    /// the options of one component mean nothing to another.
    /// </summary>
    public static ConfigNode Over(ConfigNode below, ConfigNode above)
    {
        if (below is not ObjectNode lower || above is not ObjectNode upper || (upper.Kind is { } kind && kind != lower.Kind))
        {
            return above;
        }

        var members = new OrderedDictionary<string, ConfigMember>(lower.Members);
        foreach (var (key, member) in upper.Members)
        {
            members[key] = members.TryGetValue(key, out var old)
                ? member with { Value = Over(old.Value, member.Value) }
                : member;
        }

        return new ObjectNode(upper.Origin, members);
    }
}
