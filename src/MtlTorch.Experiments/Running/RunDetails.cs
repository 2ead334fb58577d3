using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Training.Inspection;

namespace MtlTorch.Experiments.Running;

/// <summary>What can only be seen with the model in hand: the content of details.json, for the report.</summary>
public sealed record RunDetails
{
    /// <summary>The split that was looked at: test, or validation where there is no test split.</summary>
    public required SplitName Split { get; init; }

    /// <summary>Rows of that split.</summary>
    public required long Rows { get; init; }

    /// <summary>By task: its metrics, the main one first.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<MetricDescription>> Metrics { get; init; }

    /// <summary>By task: a <see cref="ClassificationDetails"/>, <see cref="RegressionDetails"/>, <see cref="ReconstructionDetails"/> or <see cref="ClusteringDetails"/>. (Objects, so that the serializer looks at what they are.)</summary>
    public required IReadOnlyDictionary<string, object> Tasks { get; init; }

    /// <summary>The filters of the first layer; null where they cannot be seen as pictures.</summary>
    public FilterPictures? Filters { get; init; }

    /// <summary>What the units of sparse codes answer to, layer by layer; empty where that cannot be seen as pictures.</summary>
    public IReadOnlyList<FilterPictures> Units { get; init; } = [];

    /// <summary>Looks at a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Name of the split.</param>
    /// <param name="rows">The split, on the model's device.</param>
    /// <param name="batchSize">Rows per forward pass.</param>
    public static RunDetails Of(MultiTaskModel model, SplitName name, Split rows, int batchSize)
    {
        var details = new ModelInspector(batchSize).Inspect(model, rows);
        return new RunDetails
        {
            Split = name,
            Rows = details.Rows,
            Metrics = model.Tasks.ToDictionary(task => task.Name, Describe),
            Tasks = details.Tasks.ToDictionary(task => task.Key, object (task) => task.Value),
            Filters = details.Filters,
            Units = details.Units,
        };
    }

    private static IReadOnlyList<MetricDescription> Describe(LearningTask task) =>
        [.. task.Metrics.Select(m => new MetricDescription(m.Name, m.HigherIsBetter, m.Best, task.UnitOf(m)))];
}

/// <summary>How to read a metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HigherIsBetter">Whether more of it is better.</param>
/// <param name="Best">The value of a perfect prediction.</param>
/// <param name="Unit">What it is counted in; null for a pure number.</param>
public sealed record MetricDescription(string Name, bool HigherIsBetter, double Best, string? Unit);
