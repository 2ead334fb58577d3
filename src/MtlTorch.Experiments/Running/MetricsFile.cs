using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Running;

/// <summary>Reads metrics.jsonl of a run, also while it is written.</summary>
public static class MetricsFile
{
    /// <summary>
    /// The complete lines, in their order. What follows the last line feed is still being written, or was when the process was
    /// killed, and a line that is no object was torn by a power cut.
    /// </summary>
    /// <param name="path">The file; it may be missing.</param>
    public static IEnumerable<JsonObject> Lines(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<JsonObject>()];
    }

    /// <summary>The epochs that are written down, with their validation where there was one.</summary>
    /// <param name="lines">See <see cref="Lines"/>.</param>
    public static IEnumerable<EpochRecord> Epochs(IEnumerable<JsonObject> lines)
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
        File.WriteAllText(path + ".part", string.Concat(kept.Select(line => line.ToJsonString(RunJson.Line) + "\n")));
        File.Move(path + ".part", path, overwrite: true);
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
        TrainLosses = line["tasks"]!.AsObject().ToDictionary(t => t.Key, t => t.Value!["loss"]?.GetValue<double>() ?? double.NaN),
        Weights = line["weights"]?.AsObject().ToDictionary(t => t.Key, t => t.Value?.GetValue<double>() ?? double.NaN),
        LearningRate = line["learningRate"]!.GetValue<double>(),
        TrainSeconds = line["seconds"]!.GetValue<double>(),
    };

    private static EpochRecord WithValidation(EpochRecord record, JsonObject line) => record with
    {
        Validation = line["tasks"].Deserialize<Scores>(RunJson.Line),
        Score = line["score"]?.GetValue<double>() ?? double.NaN,
        IsBest = line["best"]!.GetValue<bool>(),
        ValidationSeconds = line["seconds"]!.GetValue<double>(),
    };
}
