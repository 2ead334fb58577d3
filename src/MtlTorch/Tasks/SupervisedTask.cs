using MtlTorch.Data;
using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>A task that learns one of the data set's targets.</summary>
/// <param name="name">Name of the task.</param>
/// <param name="target">Name of the target that it learns.</param>
/// <param name="weight">Constant factor of its loss.</param>
public abstract class SupervisedTask(string name, string target, double weight) : LearningTask(name, weight)
{
    /// <summary>Name of the target that it learns.</summary>
    public string Target { get; } = target;

    /// <inheritdoc/>
    public override string? Column => Target;

    /// <inheritdoc/>
    public override torch.Tensor TargetOf(Batch batch) => batch.Targets[Target];
}

/// <summary>How a task that learns one of the data set's targets is to be made.</summary>
public abstract record SupervisedTaskOptions : TaskOptions
{
    /// <summary>Name of the data set's target that it learns; the task's own name if null.</summary>
    public string? Target { get; init; }

    /// <summary>The part of the network that belongs to this task alone.</summary>
    public HeadOptions Head { get; init; } = new MlpHeadOptions();

    /// <inheritdoc/>
    public sealed override LearningTask Build(string name, IReadOnlyDictionary<string, TargetDescription> targets)
    {
        var target = Target ?? name;
        return targets.TryGetValue(target, out var description)
            ? Build(name, target, description)
            : throw new InvalidOptionException(
                Target is null ? "" : "target",
                $"the data set has no target '{target}'; it has {string.Join(", ", targets.Keys)}. A task learns the target of its own name unless \"target\" names another.");
    }

    /// <summary>Makes the task for a target that exists.</summary>
    /// <exception cref="InvalidOptionException">The target is of another kind.</exception>
    protected abstract LearningTask Build(string name, string target, TargetDescription description);
}
