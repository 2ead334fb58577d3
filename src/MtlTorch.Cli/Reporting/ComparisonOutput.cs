using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Reporting;

/// <summary>Writes a comparison to where it was asked for, in the format that was asked for.</summary>
internal static class ComparisonOutput
{
    /// <summary>Writes it.</summary>
    /// <param name="terminal">Gets it, or the remarks that the format has no room for.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="format">text, markdown, csv, json or html; null for that of the file's ending.</param>
    /// <param name="file">The file; null for standard output.</param>
    /// <exception cref="InvalidOptionException">The file cannot be written.</exception>
    public static void Write(Terminal terminal, Comparison comparison, string? format, string? file)
    {
        format ??= Path.GetExtension(file) switch { ".html" => "html", ".md" => "markdown", ".csv" => "csv", ".json" => "json", _ => "text" };
        if (file is not null)
        {
            WriteFile(file, format, comparison);
        }
        else if (format == "html")
        {
            throw new InvalidOptionException("--format html", "a page needs a file; say --out FILE.html.");
        }
        else if (format == "text")
        {
            ComparisonText.Write(terminal, comparison);
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
        ComparisonText.Write(new Terminal(text, TextWriter.Null, interactive: false), comparison);
        return text.ToString();
    }

    private static void WriteFile(string path, string format, Comparison comparison)
    {
        try
        {
            if (format == "html")
            {
                ComparisonPage.Write(path, comparison);
            }
            else
            {
                WholeFile.Write(path, Text(comparison, format));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException("--out", $"'{path}' cannot be written: {e.Message}");
        }
    }
}
