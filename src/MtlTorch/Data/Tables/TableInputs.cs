namespace MtlTorch.Data.Tables;

/// <summary>
/// Reads the inputs of a known model from a new file: its columns are found by name, in any order, others are passed over; categories are those that the model knows.
/// </summary>
public sealed class TableInputs : IDisposable
{
    private readonly string path;
    private readonly TableFormat format;
    private readonly TableReader reader;
    private readonly (int Place, ColumnReader Reader)[] columns;

    /// <summary>Reads the header.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="columns">The model's inputs.</param>
    /// <exception cref="MalformedFileException">The header is damaged, or lacks a column.</exception>
    public TableInputs(string path, TableFormat format, IReadOnlyList<InputColumn> columns)
    {
        this.path = path;
        this.format = format;
        reader = new TableReader(path, format);
        var names = reader.Names.ToList();
        var lacking = columns.Where(c => !names.Contains(c.Name)).Select(c => c.Name).ToList();
        if (lacking.Count > 0)
        {
            reader.Dispose();
            throw MalformedFileException.AtLine(path, 1, lacking[0], $"the model needs {(lacking.Count == 1 ? "this column" : $"the columns {string.Join(", ", lacking)}")}, which the file lacks; it has {string.Join(", ", names)}.{Nearest.Hint(lacking[0], names)}");
        }

        this.columns = [.. columns.Select(c => (names.IndexOf(c.Name), new ColumnReader(c, refusesUnknown: false)))];
    }

    /// <summary>Names of all columns of the file.</summary>
    public IReadOnlyList<string> Names => reader.Names;

    /// <summary>The rows, read as they are asked for; once only.</summary>
    /// <param name="onBadRow">Is told of a row that cannot be read, of too few fields or with one that is no number, which is left out then; null to refuse the file.</param>
    /// <exception cref="MalformedFileException">The file is damaged, or a row is bad and nobody is to be told.</exception>
    public IEnumerable<InputRow> Rows(Action<MalformedFileException>? onBadRow = null)
    {
        foreach (var row in reader.Rows(onBadRow))
        {
            var values = new float[columns.Length];
            if (Read(row, values) is not { } problem)
            {
                yield return new InputRow(row, values);
            }
            else if (onBadRow is null)
            {
                throw problem;
            }
            else
            {
                onBadRow(problem);
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => reader.Dispose();

    private MalformedFileException? Read(TableRow row, float[] values)
    {
        foreach (var (i, (place, column)) in columns.Index())
        {
            values[i] = float.NaN;
            if (!format.IsMissing(row.Fields[place]) && column.Read(row.Fields[place], out values[i]) is { } problem)
            {
                return MalformedFileException.AtLine(path, row.Line, column.Column.Name, problem);
            }
        }

        return null;
    }
}

/// <summary>A row of inputs.</summary>
/// <param name="Row">The row as it is written.</param>
/// <param name="Values">A number per column of the model: [C], NaN where one is missing or its category is unknown.</param>
public sealed record InputRow(TableRow Row, float[] Values);
