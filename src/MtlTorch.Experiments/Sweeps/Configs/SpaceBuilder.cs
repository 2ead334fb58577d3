using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Configs;

/// <summary>From the keys of a sweep file to a search space: per-task keys spelt out, each key after those that it depends on.</summary>
/// <param name="tasks">Names of the experiment's tasks.</param>
/// <param name="report">Is told what is wrong, with its path within the sweep file.</param>
internal sealed class SpaceBuilder(IReadOnlyList<string> tasks, Action<string, string> report)
{
    private const string EachTask = "tasks.*.";

    private readonly List<Dimension> dimensions = [];
    private readonly HashSet<string> open = [];
    private Dictionary<string, (string Written, ParameterOptions Options)> keys = [];

    /// <summary>The space; without the keys that something is wrong with.</summary>
    public SearchSpace Build(IReadOnlyDictionary<string, ParameterOptions> space)
    {
        keys = [];
        foreach (var (written, options) in space)
        {
            foreach (var (key, own) in Spell(written, options))
            {
                if (!keys.TryAdd(key, (written, own)))
                {
                    report(PathOf(written), $"'{key}' is varied already by \"{keys[key].Written}\". Leave one of them out.");
                }
            }
        }

        foreach (var key in keys.Keys)
        {
            Add(key);
        }

        return new SearchSpace(dimensions);
    }

    private IEnumerable<(string Key, ParameterOptions Options)> Spell(string written, ParameterOptions options)
    {
        if (!written.StartsWith(EachTask, StringComparison.Ordinal))
        {
            return [(written, options)];
        }

        // A condition on a per-task key means that of the same task.
        return tasks.Select(task => (ForTask(written, task), options with { When = options.When.ToDictionary(w => ForTask(w.Key, task), w => w.Value) }));
    }

    private static string ForTask(string key, string task) => key.StartsWith(EachTask, StringComparison.Ordinal) ? $"tasks.{task}.{key[EachTask.Length..]}" : key;

    /// <summary>Adds a key, those that it depends on first. Gives its index, or null if something is wrong with it.</summary>
    private int? Add(string key)
    {
        var at = dimensions.FindIndex(d => d.Key == key);
        if (at >= 0)
        {
            return at;
        }

        var (written, options) = keys[key];
        if (!open.Add(key))
        {
            report($"{PathOf(written)}.when", $"'{key}' depends on itself, directly or through others.");
            return null;
        }

        var conditions = options.When.Select(w => ConditionOf(written, w.Key, w.Value)).ToList();
        open.Remove(key);
        if (conditions.Any(c => c is null) || Make(key, written, options, [.. conditions.Select(c => c!)]) is not { } dimension || dimensions.Any(d => d.Key == key))
        {
            return null;
        }

        dimensions.Add(dimension);
        return dimensions.Count - 1;
    }

    private Condition? ConditionOf(string written, string parent, JsonElement wanted)
    {
        var path = $"{PathOf(written)}.when.{parent}";
        if (!keys.TryGetValue(parent, out var entry))
        {
            report(path, $"'{parent}' is no key of the space.{Nearest.Hint(parent, keys.Keys)} Known: {string.Join(", ", keys.Keys)}.");
            return null;
        }

        if (entry.Options is not ChoiceOptions)
        {
            report(path, $"'{parent}' is a number from a range; a condition names values of a choice.");
            return null;
        }

        if (Add(parent) is not { } index)
        {
            return null;
        }

        var node = JsonSerializer.SerializeToNode(wanted);
        var choice = (ChoiceDimension)dimensions[index];

        // A list is one value where the choice has lists for values, else several.
        IReadOnlyList<JsonNode?> values = node is JsonArray list && choice.Number(node) is null ? [.. list] : [node];
        if (values.FirstOrDefault(v => choice.Number(v) is null) is var unknown && values.Any(v => choice.Number(v) is null))
        {
            report(path, $"'{parent}' has no value {unknown?.ToJsonString() ?? "null"}. Values: {string.Join(", ", choice.Values.Select(v => v?.ToJsonString() ?? "null"))}.");
            return null;
        }

        return new Condition(index, [.. values.Select(v => choice.Number(v)!.Value)]);
    }

    private Dimension? Make(string key, string written, ParameterOptions options, IReadOnlyList<Condition> when)
    {
        switch (options)
        {
            case ChoiceOptions choice:
                var values = choice.Values.Select(v => JsonSerializer.SerializeToNode(v)).ToList();
                var twice = values.Index().FirstOrDefault(v => values.Take(v.Index).Any(before => JsonNode.DeepEquals(before, v.Item)));
                if (twice.Index > 0)
                {
                    report($"{PathOf(written)}.values[{twice.Index}]", $"the value {twice.Item?.ToJsonString() ?? "null"} stands twice.");
                }

                return new ChoiceDimension(key, values, when);
            case FloatOptions range when Fits(written, range.From, range.To, range.Log, range.Step):
                return new NumberDimension(key, range.From, range.To, range.Log, range.Step, IsWhole: false, when);
            case IntOptions range when Fits(written, range.From, range.To, range.Log, range.Step == 1 ? null : range.Step):
                return new NumberDimension(key, range.From, range.To, range.Log, range.Step, IsWhole: true, when);
            default:
                return null;
        }
    }

    private bool Fits(string written, double from, double to, bool log, double? step)
    {
        var problem = to < from ? FormattableString.Invariant($"\"from\" is {from}, above \"to\", {to}.")
            : log && from <= 0 ? FormattableString.Invariant($"\"log\" wants numbers above 0; \"from\" is {from}.")
            : log && step is not null ? "\"log\" and \"step\" exclude each other: leave one of them out."
            : step > to - from ? FormattableString.Invariant($"\"step\" is {step}, and from {from} to {to} there is no room for it.") : null;
        if (problem is not null)
        {
            report(PathOf(written), problem);
        }

        return problem is null;
    }

    /// <summary>As messages name it: keys of the space have dots of their own.</summary>
    private static string PathOf(string written) => $"$.space.{written}";
}
