using System.Text.Json;
using MtlTorch.Data.Inputs;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Predicting;

/// <summary>
/// Predictions as one JSON object per line: {"row": 1, "tasks": {"left": {"class": "3", "probability": 0.98, "probabilities": {"0": ...}}, "size": {"value": 9.3}}}. Several
/// numbers of one task are a list. A number that is not finite is null.
/// </summary>
/// <param name="output">Where to write; it is left open.</param>
/// <param name="tasks">The tasks whose answers are written.</param>
/// <param name="allProbabilities">Whether to write the probability of each class.</param>
public sealed class JsonLinesPredictions(TextWriter output, IReadOnlyList<LearningTask> tasks, bool allProbabilities) : IPredictionWriter
{
    /// <inheritdoc/>
    public void Write(RowName name, IReadOnlyList<RowAnswer> answers)
    {
        var line = new Dictionary<string, object> { ["row"] = name.Number };
        if (name.File is not null)
        {
            line["file"] = name.File;
        }

        line["tasks"] = tasks.Zip(answers).ToDictionary(t => t.First.Name, t => Fields(t.First.Answer!, t.Second));
        output.Write(JsonSerializer.Serialize(line, RunJson.Line) + "\n");
    }

    /// <summary>Passes on what was written.</summary>
    public void Dispose() => output.Flush();

    private Dictionary<string, object?> Fields(Answer answer, RowAnswer row)
    {
        if (row is NumbersOfRow { Values: var values })
        {
            return new() { ["value"] = values.Count == 1 ? Finite(values[0]) : values.Select(Finite).ToArray() };
        }

        var (classes, found) = (((ClassAnswer)answer).Classes, (ClassOfRow)row);
        var fields = new Dictionary<string, object?> { ["class"] = classes[found.Class], ["probability"] = Finite(found.Probabilities[found.Class]) };
        if (allProbabilities)
        {
            fields["probabilities"] = classes.Zip(found.Probabilities).ToDictionary(c => c.First, c => Finite(c.Second));
        }

        return fields;
    }

    private static object? Finite(float number) => float.IsFinite(number) ? number : null;
}
