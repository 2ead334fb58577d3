using MtlTorch.Data.Tables;

namespace MtlTorch.Data.DataSets;

/// <summary>See <see cref="TabularOptions"/>. Inputs are Float32 [N, C]: numbers as they stand in the file, categories by number, NaN where something is missing.</summary>
public sealed class Tabular : IGroupedDataSet
{
    private readonly TabularSchema schema;
    private readonly IReadOnlyDictionary<SplitName, (Table Table, int[] Rows)> splits;
    private readonly IReadOnlyDictionary<string, float[]> targets;
    private readonly IReadOnlyDictionary<string, float[]> testTargets;
    private readonly Table? testTable;

    /// <summary>Reads the file, or both, finds out what the columns are, and chooses the rows of the splits.</summary>
    /// <exception cref="InvalidOptionException">A file is missing, or an option does not fit what is there.</exception>
    /// <exception cref="MalformedFileException">A file is damaged, or a value does not fit its column.</exception>
    public Tabular(TabularOptions options)
    {
        foreach (var (option, problem) in options.Problems())
        {
            throw new InvalidOptionException(option, problem);
        }

        var table = Read(options, options.File, "file");
        testTable = options.TestFile is null ? null : Read(options, options.TestFile, "testFile");
        schema = new TabularSchema(options, testTable is null ? [table] : [table, testTable]);
        targets = schema.Targets.Keys.ToDictionary(name => name, name => Target(table, name));
        testTargets = testTable is null ? targets : schema.Targets.Keys.ToDictionary(name => name, name => Target(testTable, name));
        splits = Split(table, options);
        CheckInputs(table);
        Description = Describe(options, table);
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> GroupColumns => schema.Groups;

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        var (table, rows) = splits[name];
        var values = new float[rows.Length * schema.Inputs.Count];
        foreach (var (c, input) in schema.Inputs.Index())
        {
            var column = Numbers(table, input.Name, Field(input));
            for (var i = 0; i < rows.Length; i++)
            {
                values[(i * schema.Inputs.Count) + c] = column[rows[i]];
            }
        }

        var loaded = schema.Targets.ToDictionary(t => t.Key, t => Tensor(t.Value, Of(name)[t.Key], rows).DetachFromDisposeScope());
        return new Split(torch.tensor(values, [rows.Length, schema.Inputs.Count]).DetachFromDisposeScope(), loaded);
    }

    /// <inheritdoc/>
    public long[] Groups(string column, SplitName name)
    {
        var (table, rows) = splits[name];
        var first = splits[SplitName.Train].Table;
        var all = GroupsOf(table, column, table == first ? 0 : first.Rows, first);
        return [.. rows.Select(row => all[row])];
    }

    private static Table Read(TabularOptions options, string file, string option)
    {
        var path = Path.Combine(options.Root, file);
        if (File.Exists(path))
        {
            return Table.Read(path, options.Format);
        }

        var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        throw Directory.Exists(folder)
            ? new InvalidOptionException(option, $"{path} does not exist.{Nearest.Hint(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)))} The path is taken from the folder that data.root or MTL_DATA names.")
            : new InvalidOptionException("root", $"{path} does not exist. Put the file there, or name the folder that holds '{file}' with data.root or MTL_DATA.");
    }

    /// <summary>The number of each row of a column, NaN where it is missing. Every different value is read once.</summary>
    private static float[] Numbers(Table table, string name, Func<string, (string? Problem, float Value)> read)
    {
        var column = table.Find(name)!;
        var values = new float[column.Values.Count];
        for (var i = 0; i < values.Length; i++)
        {
            (var problem, values[i]) = read(column.Values[i]);
            if (problem is not null)
            {
                var row = column.Rows.Index().First(r => r.Item == i).Index;
                throw MalformedFileException.AtLine(table.Path, table.Lines[row], name, problem);
            }
        }

        return [.. column.Rows.Select(number => number < 0 ? float.NaN : values[number])];
    }

    private static Func<string, (string? Problem, float Value)> Field(InputColumn column)
    {
        var reader = new ColumnReader(column, refusesUnknown: true);
        return field => (reader.Read(field, out var value), value);
    }

    private static torch.Tensor Tensor(TargetDescription description, float[] all, int[] rows)
    {
        var values = rows.Select(row => all[row]);
        return description is ClassTarget
            ? torch.tensor(values.Select(v => float.IsNaN(v) ? Labels.MissingClass : (long)v).ToArray())
            : torch.tensor(values.ToArray(), [rows.Length, 1]);
    }

    private static long[] GroupsOf(Table table, string column, int rowsBefore, Table first)
    {
        var found = table.Find(column)!;
        var numbers = first.Find(column)!.Values.Index().ToDictionary(v => v.Item, v => (long)v.Index, StringComparer.Ordinal);
        foreach (var value in found.Values)
        {
            numbers.TryAdd(value, numbers.Count);
        }

        // Behind the numbers of groups come those of rows that are a group each.
        const long alone = 1L << 32;
        return [.. found.Rows.Select((number, row) => number < 0 ? alone + rowsBefore + row : numbers[found.Values[number]])];
    }

    private IReadOnlyDictionary<string, float[]> Of(SplitName name) => name == SplitName.Test ? testTargets : targets;

    private float[] Target(Table table, string name) => Numbers(table, schema.ColumnOf(name), schema.ReaderOf(name));

    private Dictionary<SplitName, (Table, int[])> Split(Table table, TabularOptions options)
    {
        var drawn = TabularSplits.Draw(table.Rows, options, Strata(table, options), Joined(table, options));
        var found = Enum.GetValues<SplitName>().ToDictionary(name => name, name => (table, drawn.Index().Where(d => d.Item == name).Select(d => d.Index).ToArray()));
        if (testTable is not null)
        {
            found[SplitName.Test] = (testTable, [.. Enumerable.Range(0, testTable.Rows)]);
        }

        return found[SplitName.Train].Item2.Length > 0
            ? found
            : throw new InvalidOptionException("validation", $"of {table.Rows} rows none is left to train on; hold fewer out.");
    }

    private long[]? Joined(Table table, TabularOptions options)
    {
        if (schema.Groups.Count > 0 && options.Stratify.Count > 0)
        {
            throw new InvalidOptionException("stratify", $"rows are kept together by {string.Join(", ", schema.Groups)}; classes cannot have equal shares then as well. Leave one of the two out.");
        }

        return schema.Groups.Count == 0 ? null : JoinedGroups.Of(table.Rows, [.. schema.Groups.Select(g => GroupsOf(table, g, 0, table))]);
    }

    /// <summary>A number per combination of classes; a missing label counts as a class of its own.</summary>
    private long[]? Strata(Table table, TabularOptions options)
    {
        var strata = new long[table.Rows];
        foreach (var (i, name) in options.Stratify.Index())
        {
            if (!schema.Targets.TryGetValue(name, out var target) || target is not ClassTarget classes)
            {
                var known = schema.Targets.Where(t => t.Value is ClassTarget).Select(t => t.Key).ToList();
                throw new InvalidOptionException($"stratify[{i}]", $"'{name}' is no target with classes.{Nearest.Hint(name, known)} There {(known.Count == 0 ? "is none" : $"are {string.Join(", ", known)}")}.");
            }

            for (var row = 0; row < strata.Length; row++)
            {
                var label = targets[name][row];
                strata[row] = (strata[row] * (classes.Classes.Count + 1)) + (float.IsNaN(label) ? 0 : 1 + (long)label);
            }
        }

        return options.Stratify.Count == 0 ? null : strata;
    }

    /// <summary>A value that does not fit its column is told before anything begins, whichever split it is in.</summary>
    private void CheckInputs(Table table)
    {
        foreach (var input in schema.Inputs)
        {
            _ = Numbers(table, input.Name, Field(input));
            _ = testTable is null ? null : Numbers(testTable, input.Name, Field(input));
        }
    }

    private DataDescription Describe(TabularOptions options, Table table)
    {
        var rows = splits.ToDictionary(s => s.Key, s => (long)s.Value.Rows.Length);
        var labeled = schema.Targets.Keys.ToDictionary(name => name, name => splits[SplitName.Train].Rows.LongCount(row => !float.IsNaN(targets[name][row])));
        if (labeled.FirstOrDefault(l => l.Value == 0) is { Key: { } bare })
        {
            throw new InvalidOptionException($"targets.{bare}", $"no training row has a label of it: the column '{schema.ColumnOf(bare)}' is missing in all of them.");
        }

        return new DataDescription([schema.Inputs.Count], schema.Targets, rows)
        {
            Columns = schema.Inputs,
            LabeledRows = labeled.Where(l => l.Value < rows[SplitName.Train]).ToDictionary(),
            Notes = TabularNotes.Of(schema, options, table.Rows, rows),
        };
    }
}
