using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Comparing;

/// <summary>
/// A configuration as values by dotted key: "balancing.kind", "tasks.left.weight", "stages[0].pretrain.optimizer.lr",
/// "regularization[0].lambda". Other arrays are one value,
/// and "tasks" alone are the tasks' names, "left+right".
/// </summary>
public static class FlatConfig
{
    /// <summary>What changes who trains and how fast, but not what is learnt; and the seed, in which runs of one experiment differ.</summary>
    private static readonly HashSet<string> BesideThePoint =
        ["name", "seed", "device", "threads", "data.root", "trainer.evaluationBatchSize", "trainer.diagnosticsEvery", "trainer.checkpointEvery", "trainer.snapshotEvery"];

    private const string Nothing = "null";

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
    public static bool Matters(string key) => WithinStage(key) is var own && !BesideThePoint.Contains(own) && !IsIn(own, "tensorBoard") && !IsIn(own, "probes");

    /// <summary>The keys in which configurations differ, of those that pass a filter, in the order of an experiment file. What is not there and what is null are the same.</summary>
    public static IReadOnlyList<string> Differing(IReadOnlyList<IReadOnlyDictionary<string, string>> configs, Func<string, bool> filter) =>
        [.. configs.SelectMany(c => c.Keys).Distinct().Where(key => filter(key) && configs.Select(c => c.GetValueOrDefault(key) ?? Nothing).Distinct().Count() > 1)];

    /// <summary>The values that pass a filter as one text, equal for equal configurations.</summary>
    public static string Signature(IReadOnlyDictionary<string, string> values, Func<string, bool> filter) =>
        string.Join('\n', values.Where(v => filter(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));

    /// <summary>The key as the experiment of a stage has it: "optimizer.lr" of "stages[0].pretrain.optimizer.lr".</summary>
    private static string WithinStage(string key) => key.StartsWith("stages[", StringComparison.Ordinal) ? key.Split('.', 3)[^1] : key;

    private static void Add(OrderedDictionary<string, string> values, string key, JsonNode? node)
    {
        if (node is JsonObject members)
        {
            if (WithinStage(key) == TasksKey)
            {
                values[key] = string.Join('+', members.Select(m => m.Key));
            }

            foreach (var (name, member) in members)
            {
                Add(values, key.Length == 0 ? name : $"{key}.{name}", member);
            }
        }
        else if (node is JsonArray stages && (key == "stages" || WithinStage(key) == "regularization"))
        {
            foreach (var (i, stage) in stages.Index())
            {
                Add(values, $"{key}[{i}]", stage);
            }
        }
        else
        {
            values[key] = node is null ? Nothing : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
        }
    }
}
