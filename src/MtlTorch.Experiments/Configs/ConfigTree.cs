using System.Text.Json;

namespace MtlTorch.Experiments.Configs;

/// <summary>A configuration that was compared with the option records, and what was found wrong with it so far.</summary>
public sealed class ConfigTree
{
    private readonly ConfigStage stage;
    private readonly ObjectNode root;
    private readonly List<ConfigError> errors;

    private ConfigTree(ConfigStage stage, List<ConfigError> errors)
    {
        this.stage = stage;
        root = stage.Root;
        this.errors = errors;
    }

    /// <summary>"pretrain" or "train".</summary>
    public string Kind => stage.Kind;

    /// <summary>The stages before this one.</summary>
    public IReadOnlyList<ConfigTree> Before { get; private init; } = [];

    /// <summary>What is wrong, in the order of the files, then in that of the command line.</summary>
    public IReadOnlyList<ConfigError> Errors =>
    [
        .. Before.SelectMany(b => b.Errors).Concat(errors.Select(Placed)).Distinct()
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
        var stages = new ConfigStages(errors).Split(root);
        var trees = new List<ConfigTree>();
        foreach (var (i, stage) in stages.Index())
        {
            // What is wrong with the file as a whole belongs to the experiment itself, which comes last.
            var own = i == stages.Count - 1 ? errors : [];
            new ConfigChecker(own).Check(stage.Root, typeof(ExperimentConfig), null, "$");
            trees.Add(new ConfigTree(stage, own) { Before = [.. trees] });
        }

        return trees[^1];
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
    public ExperimentConfig ToConfig()
    {
        if (Errors is { Count: > 0 } found)
        {
            throw new ConfigException(found);
        }

        var config = Deserialize<ExperimentConfig>(root);
        return Before.Count == 0 ? config : config with { Stages = [.. Before.Select(b => b.ToStage(b.ToConfig()))] };
    }

    /// <summary>This stage as an entry of "stages".</summary>
    /// <param name="config">Its configuration.</param>
    internal StageConfig ToStage(ExperimentConfig config) => Kind == ConfigStages.Pretrain
        ? new StageConfig { Pretrain = StageSections.Of(config) }
        : new StageConfig { Train = StageSections.Of(config) };

    /// <summary>An error in a value that the stage has of its own, with the path where that is written.</summary>
    private ConfigError Placed(ConfigError error)
    {
        var key = error.Path.Split('.', '[').ElementAtOrDefault(1);
        return key is not null && stage.Own?.Members.TryGetValue(key, out _) == true && !error.Path.StartsWith(stage.Path, StringComparison.Ordinal)
            ? error with { Path = stage.Path + error.Path[1..] }
            : error;
    }

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
