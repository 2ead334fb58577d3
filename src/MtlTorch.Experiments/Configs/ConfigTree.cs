using System.Text.Json;

namespace MtlTorch.Experiments.Configs;

/// <summary>A configuration that was compared with the option records, and what was found wrong with it so far.</summary>
public sealed class ConfigTree
{
    private readonly ObjectNode root;
    private readonly List<ConfigError> errors;

    private ConfigTree(ObjectNode root, List<ConfigError> errors)
    {
        this.root = root;
        this.errors = errors;
    }

    /// <summary>What is wrong, in the order of the files, then in that of the command line.</summary>
    public IReadOnlyList<ConfigError> Errors =>
    [
        .. errors.Distinct()
            .OrderBy(e => e.Origin.Line == 0)
            .ThenBy(e => e.Origin.Line == 0 ? "" : e.Origin.Source, StringComparer.Ordinal)
            .ThenBy(e => e.Origin.Line)
            .ThenBy(e => e.Origin.Column),
    ];

    /// <summary>Reads a file, the files that it is based on and the overrides, and checks every key and value.</summary>
    /// <param name="path">The experiment's file.</param>
    /// <param name="overrides">Values set on the command line, "path.to.key=value", the later over the earlier.</param>
    /// <exception cref="ConfigException">There is nothing to go on with: a file is missing, or is no JSON object.</exception>
    public static ConfigTree Read(string path, IReadOnlyList<string> overrides)
    {
        var errors = new List<ConfigError>();
        var root = ConfigReader.Read(path, overrides, errors);
        new ConfigChecker(errors).Check(root, typeof(ExperimentConfig), null, "$");
        return new ConfigTree(root, errors);
    }

    /// <summary>Adds an error at the place of a path, or of the nearest value around it that was written.</summary>
    public void Add(string path, string message) => errors.Add(new ConfigError(Find(path).Nearest.Origin, path, message));

    /// <summary>The value of a path as an option record; null if it is not there or something is wrong with it.</summary>
    /// <param name="path">For example "$.model.trunk".</param>
    public T? Part<T>(string path)
        where T : class =>
        errors.Any(e => Concerns(e.Path, path)) || Find(path) is not { Exact: { } node } ? null : Deserialize<T>(node);

    /// <summary>The keys of the object at a path, none if there is no object.</summary>
    public IReadOnlyList<string> Keys(string path) => Find(path).Exact is ObjectNode node ? [.. node.Members.Keys] : [];

    /// <summary>The whole configuration.</summary>
    /// <exception cref="ConfigException">Something is wrong with it; all errors are named.</exception>
    public ExperimentConfig ToConfig() => errors.Count > 0 ? throw new ConfigException(Errors) : Deserialize<ExperimentConfig>(root);

    private static bool Concerns(string errorPath, string path) =>
        errorPath == path || errorPath.StartsWith(path + ".", StringComparison.Ordinal) || errorPath.StartsWith(path + "[", StringComparison.Ordinal);

    private static T Deserialize<T>(ConfigNode node)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            node.Write(json);
        }

        return JsonSerializer.Deserialize<T>(buffer.ToArray(), ConfigJson.Options)!;
    }

    private (ConfigNode? Exact, ConfigNode Nearest) Find(string path)
    {
        ConfigNode node = root;
        foreach (var step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var next = node switch
            {
                ObjectNode o when o.Members.TryGetValue(step, out var member) => member.Value,
                ArrayNode a when step.StartsWith('[') && int.TryParse(step[1..^1], out var i) && i < a.Items.Count => a.Items[i],
                _ => null,
            };
            if (next is null)
            {
                return (null, node);
            }

            node = next;
        }

        return (node, node);
    }
}
