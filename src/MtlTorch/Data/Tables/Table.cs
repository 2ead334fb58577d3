namespace MtlTorch.Data.Tables;

/// <summary>
/// A whole table in memory. Of each column the different values are kept once, and their numbers row by row: a value is looked at once, however often it occurs.
/// </summary>
public sealed class Table
{
    private Table(string path, IReadOnlyList<TableColumn> columns, IReadOnlyList<long> lines) => (Path, Columns, Lines) = (path, columns, lines);

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The columns, in the order of the file.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The line of each row.</summary>
    public IReadOnlyList<long> Lines { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Lines.Count;

    /// <summary>Reads a file.</summary>
    /// <exception cref="MalformedFileException">It is damaged; see <see cref="TableReader"/>.</exception>
    public static Table Read(string path, TableFormat format)
    {
        using var reader = new TableReader(path, format);
        var columns = reader.Names.Select(name => new TableColumn(name, format)).ToList();
        var lines = new List<long>();
        foreach (var row in reader.Rows())
        {
            for (var i = 0; i < columns.Count; i++)
            {
                columns[i].Add(row.Fields[i]);
            }

            lines.Add(row.Line);
        }

        return lines.Count > 0 ? new Table(path, columns, lines) : throw MalformedFileException.AtLine(path, 1, null, "there is no row below the header.");
    }

    /// <summary>The column of a name, or null.</summary>
    public TableColumn? Find(string name) => Columns.FirstOrDefault(c => c.Name == name);
}

/// <summary>A column of a table.</summary>
/// <param name="name">Its name.</param>
/// <param name="format">Says what is missing.</param>
public sealed class TableColumn(string name, TableFormat format)
{
    // Of every text that occurs: a field is looked up once, missing or not.
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> values = [];
    private readonly List<int> rows = [];

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The different values that are present, in the order of their first rows.</summary>
    public IReadOnlyList<string> Values => values;

    /// <summary>For each row the number of its value, -1 where it is missing.</summary>
    public IReadOnlyList<int> Rows => rows;

    /// <summary>Whether some row lacks a value.</summary>
    public bool HasMissing { get; private set; }

    internal void Add(string field)
    {
        if (!numbers.TryGetValue(field, out var number))
        {
            numbers[field] = number = Number(field);
        }

        rows.Add(number);
    }

    /// <summary>The number of a text that occurs for the first time.</summary>
    private int Number(string field)
    {
        if (format.IsMissing(field))
        {
            HasMissing = true;
            return -1;
        }

        values.Add(field);
        return values.Count - 1;
    }
}
