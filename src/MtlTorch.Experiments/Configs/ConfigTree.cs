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

    /// <summary>
    /// What is wrong, in the order of the files, then in that of the command line. What is wrong in a stage alone has the path of the stage, wherever its
    /// value stands: there it can be put right.
    /// </summary>
    public IReadOnlyList<ConfigError> Errors =>
    [
        .. Before.SelectMany(b => b.errors.Where(e => !errors.Contains(e)).Select(b.InStage)).Concat(errors.Select(e => IsOwn(e) ? InStage(e) : e)).Distinct()
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

    /// <summary>Whether there is a value at a path.</summary>
    public bool Has(string path) => Find(path).Exact is not null;

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

        return WithStages(Deserialize<ExperimentConfig>(root), [.. Before.Select(b => Deserialize<ExperimentConfig>(b.root))]);
    }

    /// <summary>
    /// The configuration of the experiment itself with those of the stages before it, in full. The experiment stands for the last stage, which is written
    /// down without a key of its own: else the stage before would be taken for it when this is read again.
    /// </summary>
    /// <param name="config">The configuration of the experiment itself.</param>
    /// <param name="stages">Those of the stages before.</param>
    internal ExperimentConfig WithStages(ExperimentConfig config, IReadOnlyList<ExperimentConfig> stages) => stages.Count == 0
        ? config with { Stages = null }
        : config with { Stages = [.. Before.Zip(stages, (b, stage) => b.ToStage(stage)), new StageConfig { Train = new StageSections() }] };

    private StageConfig ToStage(ExperimentConfig config) => Kind == ConfigStages.Pretrain
        ? new StageConfig { Pretrain = StageSections.Of(config) }
        : new StageConfig { Train = StageSections.Of(config) };

    private ConfigError InStage(ConfigError error) =>
        error.Path.StartsWith($"$.{ConfigStages.Key}", StringComparison.Ordinal) ? error : error with { Path = stage.Path + error.Path[1..] };

    /// <summary>Whether an error is in what the stage has of its own: its value is there, or what is missing would be.</summary>
    private bool IsOwn(ConfigError error) =>
        stage.Own is { } own && Find(own, error.Path) is var (exact, nearest) && nearest != own && (exact is not null || nearest.Origin == Find(error.Path).Nearest.Origin);

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

    private (ConfigNode? Exact, ConfigNode Nearest) Find(string path) => Find(root, path);

    private static (ConfigNode? Exact, ConfigNode Nearest) Find(ConfigNode node, string path)
    {
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
