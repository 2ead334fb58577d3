using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Running;

/// <summary>Reads metrics.jsonl of a run, also while it is written.</summary>
public static partial class MetricsFile
{
    /// <summary>The complete lines, in their order; without what a power cut tore.</summary>
    /// <param name="path">The file; it may be missing.</param>
    public static IEnumerable<JsonObject> Lines(string path) => [.. Texts(path).Select(Parse).OfType<JsonObject>().Where(IsWhole)];

    /// <summary>The epochs that are written down, with their validation where there was one.</summary>
    /// <param name="path">The file; it may be missing.</param>
    public static IReadOnlyList<EpochRecord> Epochs(string path) =>
        [.. Join(Texts(path).Where(text => !IsMeasuredStep(text)).Select(Parse).OfType<JsonObject>().Where(IsWhole))];

    /// <summary>Whether a line tells of the gradients of one step, and not of an epoch; without parsing it.</summary>
    public static bool IsMeasuredStep(string line) => MeasuredStep().IsMatch(line);

    /// <summary>The complete lines as they stand. What follows the last line feed is still being written, or was when the process was killed.</summary>
    /// <param name="path">The file; it may be missing.</param>
    public static IReadOnlyList<string> Texts(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [GeneratedRegex("""^\{"epoch":\d+,"step":""")]
    private static partial Regex MeasuredStep();

    /// <summary>Whether a line has what all lines have.</summary>
    private static bool IsWhole(JsonObject line) =>
        line["epoch"]?.GetValueKind() == JsonValueKind.Number
        && (line["step"]?.GetValueKind() == JsonValueKind.Number || (line["split"]?.GetValueKind() == JsonValueKind.String && line["tasks"] is JsonObject));

    private static IEnumerable<EpochRecord> Join(IEnumerable<JsonObject> lines)
    {
        EpochRecord? open = null;
        foreach (var line in lines)
        {
            switch (SplitOf(line))
            {
                case "train":
                    if (open is not null)
                    {
                        yield return open;
                    }

                    open = Train(line);
                    break;
                case "validation" when open is not null:
                    yield return WithValidation(open, line);
                    open = null;
                    break;
            }
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    /// <summary>Takes away the lines of what lies behind a place of the training: it will be trained again.</summary>
    /// <param name="path">The file; it may be missing.</param>
    /// <param name="progress">The place.</param>
    public static void CutTo(string path, Progress progress)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var kept = Lines(path).Where(line => line["step"] is { } step
            ? step.GetValue<long>() <= progress.Step
            : line["epoch"]!.GetValue<int>() < progress.Epoch);
        WholeFile.Write(path, string.Concat(kept.Select(line => line.ToJsonString(RunJson.Line) + "\n")));
    }

    private static JsonNode? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? SplitOf(JsonObject line) => line["split"]?.GetValue<string>();

    private static EpochRecord Train(JsonObject line) => new()
    {
        Epoch = line["epoch"]!.GetValue<int>(),
        TrainLosses = line["tasks"]!.AsObject().ToDictionary(t => t.Key, t => t.Value?["loss"]?.GetValue<double>() ?? double.NaN),
        Weights = line["weights"]?.AsObject().ToDictionary(t => t.Key, t => t.Value?.GetValue<double>() ?? double.NaN),
        Penalties = line["penalties"]?.AsObject().ToDictionary(t => t.Key, t => t.Value?.GetValue<double>() ?? double.NaN),
        LearningRate = line["learningRate"]?.GetValue<double>() ?? double.NaN,
        TrainSeconds = line["seconds"]?.GetValue<double>() ?? double.NaN,
    };

    private static EpochRecord WithValidation(EpochRecord record, JsonObject line) => record with
    {
        Validation = line["tasks"].Deserialize<Scores>(RunJson.Line),
        Score = line["score"]?.GetValue<double>() ?? double.NaN,
        IsBest = line["best"]?.GetValue<bool>() ?? false,
        ValidationSeconds = line["seconds"]?.GetValue<double>() ?? double.NaN,
    };
}
