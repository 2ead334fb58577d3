using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Comparing.Reports;

namespace MtlTorch.Cli.Reporting;

/// <summary>Writes a comparison to where it was asked for, in the format that was asked for.</summary>
internal static class ComparisonOutput
{
    /// <summary>Writes it.</summary>
    /// <param name="terminal">Gets it, or the remarks that the format has no room for.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="format">text, markdown, csv or json; null for that of the file's ending.</param>
    /// <param name="file">The file; null for standard output.</param>
    /// <exception cref="InvalidOptionException">The file cannot be written.</exception>
    public static void Write(Terminal terminal, Comparison comparison, string? format, string? file)
    {
        format ??= Path.GetExtension(file) switch { ".md" => "markdown", ".csv" => "csv", ".json" => "json", _ => "text" };
        if (file is not null)
        {
            WriteFile(file, Text(comparison, format));
        }
        else if (format == "text")
        {
            ComparisonReport.Write(terminal, comparison);
        }
        else
        {
            terminal.Out.Write(Text(comparison, format));
        }

        if (format == "csv")
        {
            comparison.Notes.ToList().ForEach(terminal.Error.WriteLine);
        }
    }

    private static string Text(Comparison comparison, string format) => format switch
    {
        "markdown" => ComparisonMarkdown.Write(comparison),
        "csv" => ComparisonCsv.Write(comparison),
        "json" => ComparisonJson.Write(comparison),
        _ => Plain(comparison),
    };

    /// <summary>What a pipe would get.</summary>
    private static string Plain(Comparison comparison)
    {
        using var text = new StringWriter { NewLine = "\n" };
        ComparisonReport.Write(new Terminal(text, TextWriter.Null, interactive: false), comparison);
        return text.ToString();
    }

    private static void WriteFile(string path, string text)
    {
        try
        {
            ComparisonFile.Write(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException("--out", $"'{path}' cannot be written: {e.Message}");
        }
    }
}
