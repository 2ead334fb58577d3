using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>How a task is to be made.</summary>
public abstract record TaskOptions
{
    /// <summary>Name of the data set's target that it learns; the task's own name if null.</summary>
    public string? Target { get; init; }

    /// <summary>Constant factor of its loss, before any balancing.</summary>
    [Range(0.0, 1e9)]
    public double Weight { get; init; } = 1;

    /// <summary>The part of the network that belongs to this task alone.</summary>
    public HeadOptions Head { get; init; } = new MlpHeadOptions();

    /// <summary>Makes the task.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="targets">What the data set offers.</param>
    /// <exception cref="InvalidOptionException">There is no such target, or it is of another kind.</exception>
    public LearningTask Build(string name, IReadOnlyDictionary<string, TargetDescription> targets)
    {
        var target = Target ?? name;
        return targets.TryGetValue(target, out var description)
            ? Build(name, target, description)
            : throw new InvalidOptionException(
                Target is null ? "" : "target",
                $"the data set has no target '{target}'; it has {string.Join(", ", targets.Keys)}. A task learns the target of its own name unless \"target\" names another.");
    }

    /// <summary>The metrics that the task reports, the main one first. They are known without the data.</summary>
    public abstract IReadOnlyList<IMetric> Metrics();

    /// <summary>Makes the task for a target that exists.</summary>
    /// <exception cref="InvalidOptionException">The target is of another kind.</exception>
    protected abstract LearningTask Build(string name, string target, TargetDescription description);
}
