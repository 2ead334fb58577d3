using System.Text.Json;
using System.Text.Json.Serialization;
using MtlTorch.Data;

namespace MtlTorch.Experiments.Running;

/// <summary>description.json: what the data set of a run offered, so that new rows can be read as the model knows them, without the data set.</summary>
public static class DescriptionFile
{
    private const string Number = "number";
    private const string Category = "category";
    private const string Classes = "classes";
    private const string Numbers = "numbers";

    /// <summary>What is not there is not written; when it is read, what must be there is.</summary>
    private static readonly JsonSerializerOptions Spelling = new(RunJson.Indented)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the file.</summary>
    public static void Write(string path, DataDescription data)
    {
        var content = new Content(
            data.InputShape,
            [.. data.Columns.Select(Entry)],
            data.Targets.ToDictionary(t => t.Key, t => Entry(t.Value)),
            data.Rows.ToDictionary(r => r.Key, r => r.Value),
            data.LabeledRows.ToDictionary(),
            data.Notes);
        WholeFile.Write(path, JsonSerializer.Serialize(content, Spelling) + "\n");
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidOptionException">There is none: the run was begun by an older version, or never.</exception>
    /// <exception cref="MalformedFileException">It is damaged.</exception>
    public static DataDescription Read(string path)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path), Spelling) ?? throw new JsonException("null");
            return new DataDescription(content.InputShape, content.Targets.ToDictionary(t => t.Key, t => Target(t.Value)), content.Rows)
            {
                Columns = [.. content.Columns.Select(Column)],
                LabeledRows = content.LabeledRows,
                Notes = content.Notes,
            };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidOptionException("RUN", $"{path} does not exist: the run never began to train.");
        }
        catch (JsonException e)
        {
            throw MalformedFileException.AtLine(path, (e.LineNumber ?? 0) + 1, null, "it is not the description of a data set.", e);
        }
    }

    private static ColumnEntry Entry(InputColumn column) => column switch
    {
        CategoryColumn category => new ColumnEntry(category.Name, Category, Categories: category.Categories),
        NumberColumn number => new ColumnEntry(number.Name, Number, number.HasMissing),
        _ => throw new ArgumentException($"A column of another kind: {column}.", nameof(column)),
    };

    private static InputColumn Column(ColumnEntry entry) => entry.Kind switch
    {
        Category => new CategoryColumn(entry.Name, entry.Categories ?? throw new JsonException("no categories")),
        Number => new NumberColumn(entry.Name, entry.HasMissing ?? false),
        _ => throw new JsonException($"unknown kind '{entry.Kind}'"),
    };

    private static TargetEntry Entry(TargetDescription target) => target switch
    {
        ClassTarget classes => new TargetEntry(DescriptionFile.Classes, Classes: classes.Classes),
        RealTarget real => new TargetEntry(Numbers, Width: real.Width, Unit: real.Unit),
        _ => throw new ArgumentException($"A target of another kind: {target}.", nameof(target)),
    };

    private static TargetDescription Target(TargetEntry entry) => entry.Kind switch
    {
        DescriptionFile.Classes => new ClassTarget(entry.Classes ?? throw new JsonException("no classes")),
        Numbers => new RealTarget(entry.Width ?? 1, entry.Unit),
        _ => throw new JsonException($"unknown kind '{entry.Kind}'"),
    };

    private sealed record Content(
        IReadOnlyList<long> InputShape,
        IReadOnlyList<ColumnEntry> Columns,
        IReadOnlyDictionary<string, TargetEntry> Targets,
        IReadOnlyDictionary<SplitName, long> Rows,
        IReadOnlyDictionary<string, long> LabeledRows,
        IReadOnlyList<string> Notes);

    private sealed record ColumnEntry(string Name, string Kind, bool? HasMissing = null, IReadOnlyList<string>? Categories = null);

    private sealed record TargetEntry(string Kind, IReadOnlyList<string>? Classes = null, int? Width = null, string? Unit = null);
}
