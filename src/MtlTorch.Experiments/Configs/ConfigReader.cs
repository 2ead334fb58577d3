namespace MtlTorch.Experiments.Configs;

/// <summary>From a file, the files that it is based on and the overrides to one tree.</summary>
internal sealed class ConfigReader
{
    /// <summary>Key of the file that another one starts from.</summary>
    public const string BaseKey = "base";

    /// <summary>Key of the schema, which is for editors alone.</summary>
    public const string SchemaKey = "$schema";

    private readonly List<ConfigError> errors;

    private ConfigReader(List<ConfigError> errors) => this.errors = errors;

    /// <summary>Reads a configuration; nothing is compared with the option records yet.</summary>
    /// <param name="path">The experiment's file.</param>
    /// <param name="overrides">Values set on the command line, "path.to.key=value", the later over the earlier.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <exception cref="ConfigException">There is nothing to go on with: a file is missing, or is no JSON object.</exception>
    public static ObjectNode Read(string path, IReadOnlyList<string> overrides, List<ConfigError> errors)
    {
        var reader = new ConfigReader(errors);
        ConfigNode tree = reader.ReadWithBase(path, []);
        var changes = overrides.Select((o, i) => ConfigOverride.Parse(o, i, errors)).OfType<ConfigOverride>().ToList();
        foreach (var change in changes.Index().OrderByDescending(o => o.Item.SetsKind || changes.Skip(o.Index + 1).Any(o.Item.HoldsKindOf)).Select(o => o.Item))
        {
            tree = change.Apply(tree, errors);
        }

        return (ObjectNode)tree;
    }

    private ObjectNode ReadWithBase(string path, IReadOnlyList<string> chain)
    {
        var root = ReadFile(path);
        root.Members.Remove(SchemaKey);
        if (!root.Members.Remove(BaseKey, out var member) || member.Value is ScalarNode { IsNull: true })
        {
            return root;
        }

        if (member.Value is not ScalarNode { Text: { Length: > 0 } below } || below.Contains('\0', StringComparison.Ordinal))
        {
            throw Fatal(new ConfigError(member.Value.Origin, $"$.{BaseKey}", $"must be the path of a file; found {member.Value.Describe()}."));
        }

        var file = Path.Combine(Path.GetDirectoryName(path) ?? "", below);
        IReadOnlyList<string> longer = [.. chain, Path.GetFullPath(path)];
        var problem = longer.Contains(Path.GetFullPath(file))
            ? $"'{below}' is based on this file itself, directly or through others."
            : File.Exists(file) ? null : $"'{below}' does not exist; the path is taken from the folder of this file.";
        return problem is null
            ? (ObjectNode)ConfigMerge.Over(ReadWithBase(file, longer), root)
            : throw Fatal(new ConfigError(member.Value.Origin, $"$.{BaseKey}", problem));
    }

    private ObjectNode ReadFile(string path)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var problem = Directory.Exists(path) ? "this is a folder; an experiment is a file." : $"the file cannot be read: {e.Message}";
            throw Fatal(new ConfigError(new Origin(path, 1, 1), "$", problem));
        }

        return ConfigParser.Parse(path, text, errors) switch
        {
            ObjectNode root => root,
            { } other => throw Fatal(new ConfigError(other.Origin, "$", $"an experiment is an object {{ ... }}; found {other.Describe()}.")),
            null => throw new ConfigException(errors),
        };
    }

    private ConfigException Fatal(ConfigError error)
    {
        errors.Add(error);
        return new ConfigException(errors);
    }
}
