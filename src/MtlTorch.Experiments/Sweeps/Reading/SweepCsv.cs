using System.Globalization;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Journal;

namespace MtlTorch.Experiments.Sweeps.Reading;

/// <summary>
/// The trials of a sweep as CSV (RFC 4180), a line each, by number. Figures are kept to the last digit, times are ISO 8601 in UTC, and what is not there is empty. Columns:
/// trial, status; each objective under its name, and its deviation over the seeds under NAME.sd; each varied key; attempts, epochs, seconds, started, ended, where, folder, error.
/// </summary>
public static class SweepCsv
{
    private static readonly string[] Last = ["attempts", "epochs", "seconds", "started", "ended", "where", "folder", "error"];

    /// <summary>Writes the file, over an older one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(SweepView sweep, string path) => WholeFile.Write(path, writer => Write(sweep, writer), durable: false);

    /// <summary>Writes the lines, the first with the names of the columns.</summary>
    public static void Write(SweepView sweep, TextWriter writer)
    {
        using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        Line(csv, ["trial", "status", .. sweep.Objectives.SelectMany(o => new[] { o.Name, $"{o.Name}.sd" }), .. sweep.Space.Dimensions.Select(d => d.Key), .. Last]);
        foreach (var trial in sweep.Trials)
        {
            Line(csv, Cells(sweep, trial));
        }
    }

    private static IEnumerable<string> Cells(SweepView sweep, Trial trial) =>
    [
        Number(trial.Number), trial.Status.ToString().ToLowerInvariant(),
        .. sweep.Objectives.SelectMany((_, i) => new[] { At(trial.Objectives, i), At(trial.Deviations, i) }),
        .. sweep.Space.Dimensions.Select(d => trial.Values.TryGetPropertyValue(d.Key, out var value) ? Spelt(value) : ""),
        Number(trial.Attempts), trial.Curve.Count > 0 ? Number(trial.Curve.Count) : "", Number(trial.Seconds),
        Time(trial.Started), Time(trial.Ended), trial.Where ?? "", trial.Reused ?? TrialPlaces.Of(trial), trial.Error ?? "",
    ];

    private static void Line(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }

    private static string At(IReadOnlyList<double> values, int i) => i < values.Count && double.IsFinite(values[i]) ? Number(values[i]) : "";

    private static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Texts as they are, all else as JSON.</summary>
    private static string Spelt(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var said) ? said : value?.ToJsonString(RunJson.Line) ?? "null";
}
