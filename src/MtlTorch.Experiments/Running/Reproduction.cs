using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Tensors;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Experiments.Running;

/// <summary>Whether two runs of one configuration came to the same numbers, to the last bit.</summary>
/// <param name="Numbers">Numbers of metrics.jsonl and result.json that were compared.</param>
/// <param name="Weights">Parameters and buffers that were compared.</param>
/// <param name="Difference">The first difference: where, and what was found; null if all is equal.</param>
public sealed record Reproduction(long Numbers, long Weights, string? Difference)
{
    /// <summary>Of metrics.jsonl all but the clock's figures.</summary>
    private const string Seconds = "seconds";

    /// <summary>Of result.json what the model came to: times and sizes are the machine's.</summary>
    private static readonly string[] Compared = ["epochs", "bestEpoch", "validation", "test", "baseline", "probes", "parameters"];

    /// <summary>
    /// Compares two runs: the lines of metrics.jsonl that the first one has; where both completed also result.json, and the weights
    /// of the best and the last epoch.
    /// </summary>
    /// <param name="first">The run to go by.</param>
    /// <param name="again">Its repetition.</param>
    public static Reproduction Compare(RunFolder first, RunFolder again)
    {
        long numbers = 0;
        var others = MetricsFile.Lines(again.Metrics).ToDictionary(KeyOf);
        foreach (var (i, line) in MetricsFile.Lines(first.Metrics).Index())
        {
            var place = $"metrics.jsonl, line {i + 1}";
            if (others.GetValueOrDefault(KeyOf(line)) is not { } other)
            {
                // What is measured may have been changed while the run went on; epochs may not.
                if (line["step"] is null)
                {
                    return new Reproduction(numbers, 0, $"{place}, {KeyOf(line)}: missing in the repetition.");
                }
            }
            else if (NumberDifference(place, line, other, ref numbers) is { } difference)
            {
                return new Reproduction(numbers, 0, difference);
            }
        }

        if (MetricsFile.Epochs(first.Metrics).Count == 0)
        {
            return new Reproduction(numbers, 0, $"{first.Metrics} has no epoch to compare with.");
        }

        return HasCompleted(first) && HasCompleted(again) ? CompareEnds(first, again, numbers) : new Reproduction(numbers, 0, null);
    }

    private static string KeyOf(JsonObject line) => line["step"] is { } step ? $"step {step}" : $"epoch {line["epoch"]}, {line["split"]}";

    private static bool HasCompleted(RunFolder folder) => RunState.ReadResult(folder)?.Status == RunStatus.Completed;

    private static Reproduction CompareEnds(RunFolder first, RunFolder again, long numbers)
    {
        if (NumberDifference("result.json", Figures(first), Figures(again), ref numbers) is { } difference)
        {
            return new Reproduction(numbers, 0, difference);
        }

        long weights = 0;
        foreach (var (a, b) in new[] { (first.LastCheckpoint, again.LastCheckpoint), (first.BestCheckpoint, again.BestCheckpoint) })
        {
            if (Directory.Exists(a) != Directory.Exists(b))
            {
                return new Reproduction(numbers, weights, $"checkpoints/{Path.GetFileName(a)}: missing in {(Directory.Exists(a) ? again : first).Path}.");
            }

            if (Directory.Exists(a) && WeightDifference(Path.Combine(a, Checkpoint.ModelFile), Path.Combine(b, Checkpoint.ModelFile), ref weights) is { } found)
            {
                return new Reproduction(numbers, weights, $"checkpoints/{Path.GetFileName(a)}/{found}");
            }
        }

        return new Reproduction(numbers, weights, null);
    }

    private static JsonObject Figures(RunFolder folder)
    {
        var result = JsonNode.Parse(File.ReadAllText(folder.Result))!.AsObject();
        return new JsonObject(Compared.Select(key => KeyValuePair.Create(key, result[key]?.DeepClone())));
    }

    /// <summary>The first difference of two JSON values; counts the numbers that are equal.</summary>
    private static string? NumberDifference(string place, JsonNode? a, JsonNode? b, ref long numbers)
    {
        switch (a, b)
        {
            case (JsonObject x, JsonObject y):
                foreach (var key in x.Select(p => p.Key).Union(y.Select(p => p.Key)).Where(k => k != Seconds))
                {
                    if (NumberDifference($"{place}, {key}", x[key], y[key], ref numbers) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case (JsonArray x, JsonArray y) when x.Count == y.Count:
                for (var i = 0; i < x.Count; i++)
                {
                    if (NumberDifference($"{place}[{i}]", x[i], y[i], ref numbers) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            default:
                if (!JsonNode.DeepEquals(a, b))
                {
                    return $"{place}: {Text(a)} before, {Text(b)} now.";
                }

                numbers += a?.GetValueKind() == JsonValueKind.Number ? 1 : 0;
                return null;
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(RunJson.Line) ?? "nothing";

    /// <summary>The first weight that differs; counts those that are equal.</summary>
    private static string? WeightDifference(string first, string again, ref long weights)
    {
        using var scope = torch.NewDisposeScope();
        using var a = SafetensorsFile.Read(first);
        using var b = SafetensorsFile.Read(again);
        foreach (var (name, tensor) in a.Tensors)
        {
            if (!b.Tensors.TryGetValue(name, out var other))
            {
                return $"{Checkpoint.ModelFile}, {name}: missing in the repetition.";
            }

            if (!tensor.shape.SequenceEqual(other.shape))
            {
                return $"{Checkpoint.ModelFile}, {name}: {ShapeText.Format(tensor.shape)} before, {ShapeText.Format(other.shape)} now.";
            }

            if (!tensor.bytes.SequenceEqual(other.bytes))
            {
                var largest = (tensor.to(torch.float64) - other.to(torch.float64)).abs().max().item<double>();
                return string.Create(CultureInfo.InvariantCulture, $"{Checkpoint.ModelFile}, {name}: values differ by up to {largest:g3}.");
            }

            weights += tensor.numel();
        }

        return null;
    }
}
