using MtlTorch.Data.Tables;

namespace MtlTorch.Data.Inputs;

/// <summary>Reads the rows of a table (CSV, TSV) that has the columns of a model's inputs, or of a safetensors file.</summary>
/// <param name="columns">The model's inputs [C].</param>
/// <param name="format">How the table is written.</param>
public sealed class TableRowReader(IReadOnlyList<InputColumn> columns, TableFormat format) : IInputReader
{
    /// <inheritdoc/>
    public IEnumerable<InputRows> Read(string path, int rowsAtOnce, Action<BadRow> bad)
    {
        if (TensorFileReader.Takes(path))
        {
            return new TensorFileReader([columns.Count]).Read(path, rowsAtOnce, bad);
        }

        return Directory.Exists(path)
            ? throw new InvalidOptionException("--input", $"{path} is a folder; the model takes a table.")
            : ReadTable(path, rowsAtOnce, bad);
    }

    private IEnumerable<InputRows> ReadTable(string path, int rowsAtOnce, Action<BadRow> bad)
    {
        using var table = new TableInputs(path, format, columns);
        var number = 0L;
        var rows = table.Rows(problem => bad(new BadRow(new RowName(++number), problem.Message))).Select(row => (Name: new RowName(++number), row.Values));
        foreach (var some in rows.Chunk(rowsAtOnce))
        {
            var inputs = torch.tensor(some.SelectMany(row => row.Values).ToArray(), [some.Length, columns.Count]);
            yield return new InputRows(inputs.DetachFromDisposeScope(), [.. some.Select(row => row.Name)]);
        }
    }
}
