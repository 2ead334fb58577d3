namespace MtlTorch.Experiments.Comparing;

/// <summary>
/// Short names that tell groups apart: the values of the keys that were asked for, and where those do not suffice, of the
/// first keys that do.
/// </summary>
public sealed class GroupLabels
{
    private readonly List<List<string>> values;
    private readonly List<string> keys;

    /// <summary>Names groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="by">The keys that were asked for.</param>
    public GroupLabels(IReadOnlyList<RunGroup> groups, IReadOnlyList<string> by)
    {
        keys = [.. by];
        values = [.. groups.Select(g => by.Select(key => ValueOf(g, key)).ToList())];
        while (NextKey(groups) is { } key)
        {
            Tell(groups, key);
        }

        if (keys.Count == 0)
        {
            keys.Add("name");
            values.ForEach(v => v.Add(groups[0].Runs[0].Config.Name));
        }
    }

    /// <summary>The keys whose values are in the labels.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>The label of each group, for example "mgda, representation".</summary>
    public IReadOnlyList<string> Labels => [.. values.Select(v => string.Join(", ", v))];

    /// <summary>What the labels are made of, in few words: "balancing, gradients".</summary>
    public string Header => string.Join(", ", keys.Select(Short));

    /// <summary>The value of a key, "-" where the configuration has none.</summary>
    public static string ValueOf(RunGroup group, string key) => group.Keys.GetValueOrDefault(key, "-");

    /// <summary>The last part of a key that says something, and as much before it as tells it from the other keys.</summary>
    private string Short(string key)
    {
        var parts = (key.EndsWith(".kind", StringComparison.Ordinal) ? key[..^".kind".Length] : key).Split('.');
        var name = parts[^1];
        return keys.Any(k => k != key && k.EndsWith("." + name, StringComparison.Ordinal)) ? string.Join('.', parts) : name;
    }

    /// <summary>The first key in which groups of one label differ; the tasks go first, then what chooses a component, then options.</summary>
    private string? NextKey(IReadOnlyList<RunGroup> groups) => Clashes(groups)
        .Select(clash => FlatConfig.Differing([.. clash.Select(i => groups[i].Keys)], FlatConfig.Matters)
            .OrderByDescending(key => key == FlatConfig.TasksKey)
            .ThenByDescending(key => key.EndsWith(".kind", StringComparison.Ordinal))
            .FirstOrDefault())
        .OfType<string>()
        .FirstOrDefault();

    private void Tell(IReadOnlyList<RunGroup> groups, string key)
    {
        keys.Add(key);
        foreach (var clash in Clashes(groups).Where(c => c.Select(i => ValueOf(groups[i], key)).Distinct().Count() > 1))
        {
            clash.ForEach(i => values[i].Add(ValueOf(groups[i], key)));
        }
    }

    private List<List<int>> Clashes(IReadOnlyList<RunGroup> groups) =>
        [.. Enumerable.Range(0, groups.Count).GroupBy(i => string.Join('\n', values[i])).Where(g => g.Count() > 1).Select(g => g.ToList())];
}
