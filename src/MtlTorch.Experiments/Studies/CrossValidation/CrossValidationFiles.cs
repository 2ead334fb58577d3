using System.Globalization;
using System.Text;
using System.Text.Json;
using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Comparing.Statistics;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>Writes a cross-validation into the files of its folder. Under its name stands a complete file or none.</summary>
public static class CrossValidationFiles
{
    /// <summary>Writes cv.md, cv.csv, cv-result.json and report.html.</summary>
    public static void WriteAll(CrossValidationFolder folder, CrossValidationResult result)
    {
        WholeFile.Write(folder.File("cv.md"), Markdown(result));
        WholeFile.Write(folder.File("cv.csv"), Csv(result));
        WholeFile.Write(folder.File("cv-result.json"), Json(folder, result));
        if (result.Choice.Chosen is { } chosen)
        {
            WritePage(folder, result, chosen);
        }
    }

    /// <summary>Tables and sentences.</summary>
    public static string Markdown(CrossValidationResult result)
    {
        var tables = new CrossValidationTables(result);
        var text = new StringBuilder();
        text.Append(tables.Introduction).Append("\n\n").Append(MarkdownTable.Of(tables.Points));
        if (tables.FoldsIntroduction is { } folds)
        {
            text.Append('\n').Append(folds).Append("\n\n").Append(MarkdownTable.Of(tables.Folds));
        }

        text.Append('\n').AppendJoin('\n', tables.Conclusions).Append('\n');
        if (tables.Figures is { } figures)
        {
            text.Append('\n').Append(MarkdownTable.Of(figures));
        }

        var remarks = tables.Remarks.Select(r => $"- {r}\n").ToList();
        return text.Append(remarks.Count > 0 ? "\n" : "").AppendJoin("", remarks).ToString();
    }

    /// <summary>A line per fold run (RFC 4180), with all digits; what is not defined is empty.</summary>
    public static string Csv(CrossValidationResult result)
    {
        var metrics = result.Points.Select(p => p.Metrics).FirstOrDefault(m => m.Count > 0) ?? [];
        IEnumerable<string> headers = ["point", .. result.Plan.Request.Grid.Select(a => a.Key), "repeat", "fold", "complete", "epochs", "epoch", "score", .. metrics.Select(m => $"{m.Task}.{m.Metric}")];
        var lines = result.Points.SelectMany(p => p.Folds.Select((f, i) => Line(p, f, i, metrics.Count))).Prepend(headers);
        return string.Concat(lines.Select(cells => string.Join(',', cells.Select(Quoted)) + "\n"));
    }

    private static IEnumerable<string> Line(PointScore point, FoldOutcome fold, int index, int metrics) =>
    [
        point.Point.Name,
        .. point.Point.Values,
        $"{fold.Run.Repeat}",
        $"{fold.Run.Fold}",
        fold.Problem is null ? "true" : "false",
        $"{fold.Epochs.Count}",
        $"{point.Epoch}",
        point.Epoch is null ? "" : Number(point.Scores.Values[index]),
        .. point.Epoch is null ? Enumerable.Repeat("", metrics) : point.Metrics.Select(m => Number(m.Figures.Values[index])),
    ];

    /// <summary>One object with everything.</summary>
    private static string Json(CrossValidationFolder folder, CrossValidationResult result) => JsonSerializer.Serialize(
        new
        {
            result.Plan.Points[0].Config.Name,
            result.Plan.Rows,
            result.Plan.Points[0].Config.Trainer.Select,
            Points = result.Points.Select(p => PointOf(result, p)),
            Best = result.Choice.Best?.Point.Name,
            OneSe = result.Choice.OneSe?.Point.Name,
            Chosen = result.Choice.Chosen?.Point.Name,
            Refit = result.Refit is null ? null : new { Run = CrossValidationFolder.RefitName, result.Refit.Status, Epochs = result.Choice.Chosen!.Epoch, result.Refit.Test, result.Refit.Baseline, result.Refit.Error },
            Notes = new CrossValidationTables(result).Remarks,
        },
        RunJson.Indented) + "\n";

    private static object PointOf(CrossValidationResult result, PointScore point) => new
    {
        point.Point.Name,
        Values = result.Plan.Request.Grid.Select(a => a.Key).Zip(point.Point.Values).ToDictionary(v => v.First, v => v.Second),
        point.Epoch,
        Score = point.Epoch is null ? null : Of(point.Scores),
        StandardError = point.Error,
        point.Problem,
        Metrics = point.Metrics.Select(m => new { m.Task, m.Metric, Figures = Of(m.Figures) }),
        Folds = point.Folds.Select((f, i) => new
        {
            Run = $"runs/{f.Run.Request.Name}",
            f.Run.Repeat,
            f.Run.Fold,
            Score = point.Epoch is null ? null : (double?)point.Scores.Values[i],
            Epochs = f.Epochs.Count,
            f.Problem,
        }),
    };

    private static object Of(Sample sample) => new { sample.Count, sample.Mean, sample.Deviation, sample.Values };

    private static void WritePage(CrossValidationFolder folder, CrossValidationResult result, PointScore chosen)
    {
        var tables = new CrossValidationTables(result);
        List<ReportTable> shown = [Table("Points", tables.Points, tables.Introduction), Table("Folds", tables.Folds, tables.FoldsIntroduction!)];
        if (tables.Figures is { } figures)
        {
            shown.Add(Table("Trained on all rows", figures, string.Join(' ', tables.Conclusions)));
        }

        var runs = chosen.Folds.Select(f => folder.Runs.PathOf(f.Run.Request)).Append(folder.File(CrossValidationFolder.RefitName));
        ComparisonReport.Write(folder.File("report.html"), [.. runs.Where(Directory.Exists).Select(RunFolder.Open)], shown);
    }

    private static ReportTable Table(string title, TextTable table, string note) => new(title, table.Headers, table.Rows, note);

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
