using System.Text.Json;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Reports;

/// <summary>
/// What a run has left so far, as JSON texts. A run that goes on, was interrupted or failed has not left everything: what is
/// missing or damaged is null, and a last line that is half written is not taken.
/// </summary>
public sealed record RunFiles
{
    /// <summary>Measured steps that a report shows at most; of more it shows every second, third, ... one.</summary>
    public const int MostMeasuredSteps = 4_000;

    /// <summary>Folder of the run, as it was named.</summary>
    public required string Folder { get; init; }

    /// <summary>Lines of metrics.jsonl, as they stand there.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>One in how many measured steps is among <see cref="Metrics"/>; 1 for all.</summary>
    public required int Stride { get; init; }

    /// <summary>resolved.json.</summary>
    public string? Resolved { get; init; }

    /// <summary>environment.json.</summary>
    public string? Environment { get; init; }

    /// <summary>result.json.</summary>
    public string? Result { get; init; }

    /// <summary>details.json.</summary>
    public string? Details { get; init; }

    /// <summary>Reads the files of a run.</summary>
    public static RunFiles Read(RunFolder folder)
    {
        var (metrics, stride) = ReadMetrics(folder.Metrics);
        return new RunFiles
        {
            Folder = folder.Path,
            Metrics = metrics,
            Stride = stride,
            Resolved = ReadObject(folder.Resolved),
            Environment = ReadObject(folder.Environment),
            Result = ReadObject(folder.Result),
            Details = ReadObject(folder.Details),
        };
    }

    private static (IReadOnlyList<string> Lines, int Stride) ReadMetrics(string path)
    {
        var lines = MetricsFile.Texts(path).Where(IsObject).ToList();
        var measured = lines.Count(MetricsFile.IsMeasuredStep);
        var stride = Math.Max(1, (measured + MostMeasuredSteps - 1) / MostMeasuredSteps);
        var step = 0;
        return ([.. lines.Where(line => !MetricsFile.IsMeasuredStep(line) || step++ % stride == 0)], stride);
    }

    private static string? ReadObject(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return IsObject(text) ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
