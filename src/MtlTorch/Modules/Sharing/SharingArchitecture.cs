using MtlTorch.Modules.Trunks;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Sharing;

/// <summary>
/// What the tasks share: turns an input [B, ...] into a representation for each task. All its parameters are the model's shared
/// parameters.
/// </summary>
/// <param name="name">Name of the class, for messages of TorchSharp.</param>
public abstract class SharingArchitecture(string name) : nn.Module<Tensor, Representation[]>(name)
{
    /// <summary>Number of features that a task's head gets.</summary>
    /// <param name="task">Number of the task, from 0.</param>
    public abstract long FeaturesOf(int task);

    /// <summary>The trunk that a task's features come from; null where they come from no single one.</summary>
    /// <param name="task">Number of the task, from 0.</param>
    public virtual Trunk? TrunkOf(int task) => null;
}

/// <summary>How the tasks share.</summary>
public abstract record SharingOptions
{
    /// <summary>Builds the shared part.</summary>
    /// <param name="trunk">The trunk, or the model of each of several trunks.</param>
    /// <param name="inputs">What one input is.</param>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="context">The run.</param>
    public abstract SharingArchitecture Build(TrunkOptions trunk, InputDescription inputs, int tasks, ModuleContext context);

    /// <summary>Builds the shared part for inputs [B, ...] of which only the shape is known.</summary>
    public SharingArchitecture Build(TrunkOptions trunk, IReadOnlyList<long> inputShape, int tasks, ModuleContext context) =>
        Build(trunk, new InputDescription(inputShape), tasks, context);
}
