using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace MtlTorch.Data.Tables;

/// <summary>
/// Reads a table row by row: a header, then rows of as many fields, as RFC 4180 has it (quoted fields may hold delimiters, doubled quotes and line breaks), UTF-8 with or without a mark,
/// any line ends. Spaces around a field do not count, empty lines neither.
/// </summary>
public sealed class TableReader : IDisposable
{
    private const int MostShown = 40;

    private readonly string path;
    private readonly StreamReader text;
    private readonly CsvParser parser;
    private long line;

    /// <summary>Reads the header.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="MalformedFileException">The header is damaged: a name is empty or stands twice, or there is none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public TableReader(string path, TableFormat format)
    {
        this.path = path;
        var bytes = Rewindable(path);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = $"{format.DelimiterOf(path, FirstLine(bytes))}",
            CacheFields = true,
            TrimOptions = TrimOptions.Trim,

            // An empty line is left out here, not there: so a row begins in the line behind the last one of the row before.
            IgnoreBlankLines = false,
            BadDataFound = bad => throw BadQuote(bad.RawRecord),
        };
        text = Decoded(bytes, leaveOpen: false);
        parser = new CsvParser(text, configuration);
        try
        {
            Names = Header();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The rows, in their order, read as they are asked for; once only.</summary>
    /// <param name="onBadRow">Is told of a row with another number of fields than the header, which is left out then; null to refuse the file.</param>
    /// <exception cref="MalformedFileException">A row has another number of fields and nobody is to be told, a quote does not end, or the file is no text.</exception>
    public IEnumerable<TableRow> Rows(Action<MalformedFileException>? onBadRow = null)
    {
        while (Next() is { } row)
        {
            if (row.Fields.Count == Names.Count)
            {
                yield return row;
            }
            else if (onBadRow is null)
            {
                throw WrongCount(row);
            }
            else
            {
                onBadRow(WrongCount(row));
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        parser.Dispose();
        text.Dispose();
    }

    /// <summary>The file's bytes, to be read twice. What can be read only once, such as a pipe, is taken into memory.</summary>
    private static Stream Rewindable(string path)
    {
        var file = File.OpenRead(path);
        if (file.CanSeek)
        {
            return file;
        }

        using (file)
        {
            var copy = new MemoryStream();
            file.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
    }

    // A byte that is no UTF-8 is an error, not a question mark.
    private static StreamReader Decoded(Stream bytes, bool leaveOpen) =>
        new(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), leaveOpen: leaveOpen);

    private static string FirstLine(Stream bytes)
    {
        try
        {
            using var reader = Decoded(bytes, leaveOpen: true);
            return reader.ReadLine() ?? "";
        }
        catch (DecoderFallbackException)
        {
            // The parser will come to it, and knows the line.
            return "";
        }
        finally
        {
            bytes.Position = 0;
        }
    }

    private string[] Header()
    {
        var names = Next()?.Fields ?? throw Problem(1, "the file is empty; the first line names the columns.");
        foreach (var (i, name) in names.Index())
        {
            if (name.Length == 0)
            {
                throw Problem(1, $"the name of column {i + 1} is empty; the first line names the columns.");
            }

            if (names.Take(i).Contains(name))
            {
                throw MalformedFileException.AtLine(path, 1, name, $"columns {names.ToList().IndexOf(name) + 1} and {i + 1} have the same name; names differ.");
            }
        }

        if (names.All(n => double.TryParse(n, CultureInfo.InvariantCulture, out _)))
        {
            throw Problem(1, $"the first line holds numbers alone ({string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", ..." : "")}); it must name the columns. Put a line with names on top.");
        }

        return [.. names];
    }

    /// <summary>The next row with whatever number of fields; null at the end.</summary>
    private TableRow? Next()
    {
        while (Read())
        {
            var fields = parser.Record!;
            var record = parser.RawRecord;
            if (record.Contains('\0', StringComparison.Ordinal))
            {
                throw Problem(line, "the row holds a zero byte; the file is no text.");
            }

            // Not every open quote is bad data to the parser: it takes the end of the file for the quote that is missing.
            if (IsOpen(record))
            {
                throw BadQuote(record);
            }

            if (fields is not [""])
            {
                return new TableRow(line, fields);
            }
        }

        return null;
    }

    /// <summary>Has the parser read a record, and notes the line that it begins in.</summary>
    private bool Read()
    {
        line = parser.RawRow + 1;
        try
        {
            return parser.Read();
        }
        catch (DecoderFallbackException e)
        {
            throw MalformedFileException.AtLine(path, line, null, "the file is not UTF-8 from here on, or a little further; save it as UTF-8.", e);
        }
        catch (CsvHelperException e)
        {
            throw e.InnerException as MalformedFileException ?? MalformedFileException.AtLine(path, line, null, $"the row cannot be read: {e.Message.Split('\n')[0].TrimEnd()}", e);
        }
    }

    /// <summary>Whether a record has a quote without its counterpart.</summary>
    private static bool IsOpen(string record) => record.AsSpan().Count('"') % 2 == 1;

    private MalformedFileException BadQuote(string record) => Problem(line, IsOpen(record)
        ? "a quote in this row has no counterpart; quote whole fields and double the quotes within."
        : "a quote stands inside a field that does not begin with one; quote the whole field and double the quotes within.");

    private MalformedFileException WrongCount(TableRow row)
    {
        var last = row.Fields.Count < Names.Count ? Names[row.Fields.Count] : null;
        var shown = row.Fields[^1].Length > MostShown ? row.Fields[^1][..MostShown] + "..." : row.Fields[^1];
        return MalformedFileException.AtLine(path, row.Line, last, last is null
            ? $"the row has {row.Fields.Count} fields, the header {Names.Count}; what stands behind column '{Names[^1]}' (the last: '{shown}') belongs to no column."
            : $"the row ends before this column: it has {row.Fields.Count} fields, the header {Names.Count}.");
    }

    private MalformedFileException Problem(long line, string problem) => MalformedFileException.AtLine(path, line, null, problem);
}
