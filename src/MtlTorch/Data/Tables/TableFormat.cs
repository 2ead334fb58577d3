namespace MtlTorch.Data.Tables;

/// <summary>How a table is written down.</summary>
/// <param name="Delimiter">What stands between two fields; null to go by the file's name, or by its first line.</param>
/// <param name="Missing">Texts that stand for a missing value.</param>
public sealed record TableFormat(char? Delimiter, IReadOnlyList<string> Missing)
{
    private static readonly char[] Known = [',', ';', '\t'];

    /// <summary>Delimiter by name or first line; an empty field or a question mark is a missing value.</summary>
    public static TableFormat Default { get; } = new(null, ["", "?"]);

    /// <summary>Whether a field stands for a missing value.</summary>
    public bool IsMissing(string field) => Missing.Contains(field);

    /// <summary>The delimiter of a file: the one that is set, a tab for .tsv, else the one of comma, semicolon and tab that stands most often in its first line, outside of quotes.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="firstLine">Its first line.</param>
    public char DelimiterOf(string path, string firstLine)
    {
        if (Delimiter is { } set)
        {
            return set;
        }

        var outside = string.Concat(firstLine.Split('"').Where((_, i) => i % 2 == 0));
        return Path.GetExtension(path).ToLowerInvariant() is ".tsv" or ".tab" ? '\t' : Known.MaxBy(d => outside.Count(c => c == d));
    }
}
