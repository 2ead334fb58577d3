using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Metrics;

namespace MtlTorch.Tasks;

/// <summary>How a task is to be made.</summary>
public abstract record TaskOptions
{
    /// <summary>Constant factor of its loss, before any balancing.</summary>
    [Range(0.0, 1e9)]
    public double Weight { get; init; } = 1;

    /// <summary>Makes the task.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="targets">What the data set offers.</param>
    /// <exception cref="InvalidOptionException">The data set does not offer what the task needs.</exception>
    public abstract LearningTask Build(string name, IReadOnlyDictionary<string, TargetDescription> targets);

    /// <summary>The metrics that the task reports, the main one first; none for a task that only helps others. They are known without the data.</summary>
    public abstract IReadOnlyList<IMetric> Metrics();
}
