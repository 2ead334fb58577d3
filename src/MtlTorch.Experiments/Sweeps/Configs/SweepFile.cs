using System.Text.Json;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Sweeps.Configs;

/// <summary>A sweep file that is read, and what was found wrong with it so far.</summary>
internal sealed class SweepFile
{
    private readonly ObjectNode root;
    private readonly List<ConfigError> errors;

    private SweepFile(string path, ObjectNode root, List<ConfigError> errors) => (Path, this.root, this.errors) = (path, root, errors);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Reads a file and the files that it is based on, and checks every key and value.</summary>
    /// <exception cref="ConfigException">There is nothing to go on with: a file is missing, or is no JSON object.</exception>
    public static SweepFile Read(string path, IReadOnlyList<string> overrides)
    {
        var errors = new List<ConfigError>();
        var root = ConfigReader.Read(path, overrides, errors);
        new ConfigChecker(errors).Check(root, typeof(SweepConfig), null, "$");
        return new SweepFile(path, root, errors);
    }

    /// <summary>Whether something is wrong.</summary>
    public bool IsWrong => errors.Count > 0;

    /// <summary>The sweep as it is described.</summary>
    /// <exception cref="ConfigException">Something is wrong with it; all errors are named.</exception>
    public SweepConfig ToConfig()
    {
        ThrowIfWrong();
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            root.Write(json);
        }

        return JsonSerializer.Deserialize<SweepConfig>(buffer.ToArray(), ConfigJson.Options)!;
    }

    /// <summary>Adds an error at the place of a path, or of the nearest value around it that was written.</summary>
    public void Add(string path, string message) => errors.Add(new ConfigError(Find(root, path[1..]).Origin, path, message));

    /// <summary>Adds errors as they are.</summary>
    public void Add(IEnumerable<ConfigError> found) => errors.AddRange(found.Except(errors));

    /// <summary>Where a value was written, or the nearest value around it.</summary>
    public Origin OriginOf(string path) => Find(root, path[1..]).Origin;

    /// <summary>A path that a value of the file names, taken from the folder of the file in which it stands.</summary>
    /// <param name="path">Where the value stands.</param>
    /// <param name="value">The value.</param>
    public string Locate(string path, string value) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(OriginOf(path).Source) ?? "", value);

    /// <exception cref="ConfigException">Something is wrong; all errors are named.</exception>
    public void ThrowIfWrong()
    {
        if (errors.Count > 0)
        {
            throw new ConfigException([.. errors.OrderBy(e => e.Origin.Line == 0).ThenBy(e => e.Origin.Source, StringComparer.Ordinal).ThenBy(e => e.Origin.Line).ThenBy(e => e.Origin.Column)]);
        }
    }

    /// <summary>The value that lies furthest on a path: keys of a space have dots of their own, so the longest key that fits is taken.</summary>
    private static ConfigNode Find(ConfigNode node, string rest)
    {
        rest = rest.TrimStart('.');
        var next = node switch
        {
            ObjectNode o => o.Members.Where(m => IsAtStart(rest, m.Key)).OrderByDescending(m => m.Key.Length).Select(m => (m.Value.Value, m.Key.Length)).FirstOrDefault(),
            ArrayNode a when rest.StartsWith('[') && int.TryParse(rest[1..rest.IndexOf(']', StringComparison.Ordinal)], out var i) && i < a.Items.Count => (a.Items[i], rest.IndexOf(']', StringComparison.Ordinal) + 1),
            _ => default,
        };
        return next.Item1 is null ? node : Find(next.Item1, rest[next.Item2..]);
    }

    private static bool IsAtStart(string rest, string key) =>
        rest.StartsWith(key, StringComparison.Ordinal) && (rest.Length == key.Length || rest[key.Length] is '.' or '[');
}
