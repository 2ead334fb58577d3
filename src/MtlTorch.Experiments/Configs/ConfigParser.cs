using System.Text;
using System.Text.Json;

namespace MtlTorch.Experiments.Configs;

/// <summary>Reads JSON, with comments and trailing commas, into a tree that knows its places.</summary>
internal sealed class ConfigParser
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string source;
    private readonly byte[] text;
    private readonly List<int> lineStarts = [0];
    private readonly List<ConfigError> errors;

    private ConfigParser(string source, byte[] text, List<ConfigError> errors)
    {
        this.source = source;
        this.text = text;
        this.errors = errors;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                lineStarts.Add(i + 1);
            }
        }
    }

    /// <summary>Parses a file's content.</summary>
    /// <param name="source">The file's name, for places.</param>
    /// <param name="text">Its bytes, UTF-8.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <returns>The tree, or null if the text is no JSON.</returns>
    public static ConfigNode? Parse(string source, byte[] text, List<ConfigError> errors)
    {
        var content = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (Encoding.UTF8.GetString(content).AsSpan().IsWhiteSpace())
        {
            errors.Add(new ConfigError(new Origin(source, 1, 1), "$", "the file is empty."));
            return null;
        }

        var parser = new ConfigParser(source, content, errors);
        try
        {
            return parser.Parse();
        }
        catch (JsonException e)
        {
            var place = parser.Place(parser.lineStarts[(int)(e.LineNumber ?? 0)] + (e.BytePositionInLine ?? 0));
            errors.Add(new ConfigError(place, "$", $"this is not valid JSON: {WithoutPlace(e.Message)}"));
            return null;
        }
    }

    private static string WithoutPlace(string message) => message.Split(" LineNumber:")[0].Split(" Path:")[0];

    private ConfigNode Parse()
    {
        var reader = new Utf8JsonReader(text, Options);
        reader.Read();
        var root = ParseValue(ref reader, "$");

        // Reading on finds whatever follows the value.
        reader.Read();
        return root;
    }

    private ConfigNode ParseValue(ref Utf8JsonReader reader, string path) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ParseObject(ref reader, path),
        JsonTokenType.StartArray => ParseArray(ref reader, path),
        JsonTokenType.String => new ScalarNode(Place(reader.TokenStartIndex), JsonTokenType.String, Text(ref reader)),
        _ => new ScalarNode(Place(reader.TokenStartIndex), reader.TokenType, Encoding.UTF8.GetString(reader.ValueSpan)),
    };

    private ObjectNode ParseObject(ref Utf8JsonReader reader, string path)
    {
        var node = new ObjectNode(Place(reader.TokenStartIndex), []);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = Text(ref reader);
            var place = Place(reader.TokenStartIndex);
            reader.Read();
            var value = ParseValue(ref reader, $"{path}.{key}");
            if (!node.Members.TryAdd(key, new ConfigMember(place, value)))
            {
                errors.Add(new ConfigError(place, $"{path}.{key}", $"the key '{key}' stands twice in this object, first at {node.Members[key].KeyOrigin}. Remove one of them."));
            }
        }

        return node;
    }

    /// <summary>The reader takes any bytes between quotation marks for a text; only here it turns out whether they are one.</summary>
    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            var line = Place(reader.TokenStartIndex).Line - 1;
            throw new JsonException("the text is no valid Unicode. Save the file as UTF-8.", null, line, reader.TokenStartIndex - lineStarts[line], e);
        }
    }

    private ArrayNode ParseArray(ref Utf8JsonReader reader, string path)
    {
        var place = Place(reader.TokenStartIndex);
        var items = new List<ConfigNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ParseValue(ref reader, $"{path}[{items.Count}]"));
        }

        return new ArrayNode(place, items);
    }

    private Origin Place(long offset)
    {
        var line = lineStarts.BinarySearch((int)offset);
        line = line < 0 ? ~line - 1 : line;
        var column = Encoding.UTF8.GetCharCount(text.AsSpan(lineStarts[line], (int)offset - lineStarts[line]));
        return new Origin(source, line + 1, column + 1);
    }
}
