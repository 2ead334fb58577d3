using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;
using MtlTorch.Tasks;

namespace MtlTorch.Clustering;

/// <summary>How a task that clusters the training rows is to be made. It needs no labels.</summary>
public abstract record ClusteringTaskOptions : TaskOptions
{
    /// <summary>
    /// First epoch in which clusters are made and learnt; before it the task is silent, its loss and its metrics null, while the other tasks form features, as if it were
    /// not there: an autoencoder, for example.
    /// </summary>
    [Range(1, 1_000_000)]
    public int StartEpoch { get; init; } = 1;

    /// <summary>Epochs from one making of targets to the next; in between they are held.</summary>
    [Range(1, 1_000_000)]
    public int Every { get; init; } = 1;

    /// <summary>Name of a target of the data set, of classes, that the metrics compare the clusters with; nothing is learnt from it. If null, the metrics need no classes.</summary>
    public string? CompareWith { get; init; }

    /// <inheritdoc/>
    public sealed override LearningTask Build(string name, IReadOnlyDictionary<string, TargetDescription> targets) => Build(name, ComparedClasses(targets));

    /// <inheritdoc/>
    public sealed override IReadOnlyList<IMetric> Metrics() => Metrics(null);

    /// <summary>The metrics for a number of classes; as many as there are clusters if null.</summary>
    internal IReadOnlyList<IMetric> Metrics(int? classes) => CompareWith is null
        ? [new ClusterUse(), new Confidence(), new ChangedShare()]
        : [new ClusterAccuracy(classes), new NormalizedMutualInformation(classes), new AdjustedRandIndex(classes), new Purity(classes), new ChangedShare()];

    /// <summary>Makes the task.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="classes">The classes that its clusters are compared with, if they are.</param>
    protected abstract ClusteringTask Build(string name, ClassTarget? classes);

    private ClassTarget? ComparedClasses(IReadOnlyDictionary<string, TargetDescription> targets)
    {
        if (CompareWith is null)
        {
            return null;
        }

        var choice = targets.Where(t => t.Value is ClassTarget).Select(t => t.Key).ToList();
        return targets.GetValueOrDefault(CompareWith) as ClassTarget
            ?? throw new InvalidOptionException("compareWith", targets.ContainsKey(CompareWith)
                ? $"the target '{CompareWith}' holds real numbers; clusters are compared with classes{(choice.Count > 0 ? $": {string.Join(", ", choice)}" : "")}. Leave it out for metrics that need none."
                : $"the data set has no target '{CompareWith}'; with classes it has {(choice.Count > 0 ? string.Join(", ", choice) : "none")}. Leave it out for metrics that need none.");
    }
}
