using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Comparing;

/// <summary>
/// A configuration as values by dotted key: "balancing.kind", "tasks.left.weight". Arrays are one value, and "tasks" alone are the
/// tasks' names, "left+right".
/// </summary>
public static class FlatConfig
{
    /// <summary>What changes who trains and how fast, but not what is learnt; and the seed, in which runs of one experiment differ.</summary>
    private static readonly HashSet<string> BesideThePoint =
        ["name", "seed", "device", "threads", "data.root", "trainer.evaluationBatchSize", "trainer.diagnosticsEvery", "trainer.checkpointEvery"];

    /// <summary>The key of the tasks' names, and the section of their options.</summary>
    public const string TasksKey = "tasks";

    /// <summary>All values, in the order of an experiment file.</summary>
    public static OrderedDictionary<string, string> Of(ExperimentConfig config)
    {
        var values = new OrderedDictionary<string, string>();
        Add(values, "", JsonSerializer.SerializeToNode(config, ConfigJson.Options));
        return values;
    }

    /// <summary>Whether a key is a section or lies in it.</summary>
    public static bool IsIn(string key, string section) => key == section || key.StartsWith(section + ".", StringComparison.Ordinal);

    /// <summary>Whether runs that differ in a key are different experiments.</summary>
    public static bool Matters(string key) => !BesideThePoint.Contains(key) && !IsIn(key, "tensorBoard") && !IsIn(key, "probes");

    /// <summary>The keys in which configurations differ, of those that pass a filter, in the order of an experiment file.</summary>
    public static IReadOnlyList<string> Differing(IReadOnlyList<IReadOnlyDictionary<string, string>> configs, Func<string, bool> filter) =>
        [.. configs.SelectMany(c => c.Keys).Distinct().Where(key => filter(key) && configs.Select(c => c.GetValueOrDefault(key)).Distinct().Count() > 1)];

    /// <summary>The values that pass a filter as one text, equal for equal configurations.</summary>
    public static string Signature(IReadOnlyDictionary<string, string> values, Func<string, bool> filter) =>
        string.Join('\n', values.Where(v => filter(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));

    private static void Add(OrderedDictionary<string, string> values, string key, JsonNode? node)
    {
        if (node is JsonObject members)
        {
            if (key == TasksKey)
            {
                values[key] = string.Join('+', members.Select(m => m.Key));
            }

            foreach (var (name, member) in members)
            {
                Add(values, key.Length == 0 ? name : $"{key}.{name}", member);
            }
        }
        else
        {
            values[key] = node is null ? "null" : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
        }
    }
}
