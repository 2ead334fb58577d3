using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;

namespace MtlTorch.Tasks;

/// <summary>Builds a model: on the CPU with weights from the run's random numbers, then moved to its device.</summary>
public static class ModelBuilder
{
    /// <summary>Builds the model.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="sharing">How the tasks share.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="inputs">What one input is.</param>
    /// <param name="context">Random numbers and device.</param>
    public static MultiTaskModel Build(
        TrunkOptions trunk,
        SharingOptions sharing,
        IReadOnlyList<LearningTask> tasks,
        InputDescription inputs,
        ModuleContext context)
    {
        var shared = sharing.Build(trunk, inputs, tasks.Count, context);
        var heads = tasks.Select((task, i) => task.BuildHead(Place(shared, i, inputs), context)).ToList();
        var model = new MultiTaskModel(shared, tasks, heads);
        using var generator = context.Randomness.Fresh("initial weights");
        Initialization.Reset(model, generator);
        return model.to(context.Device);
    }

    /// <summary>Builds a model for inputs of which only the shape is known.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="sharing">How the tasks share.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="inputShape">Shape of one input, without the batch dimension.</param>
    /// <param name="context">Random numbers and device.</param>
    public static MultiTaskModel Build(
        TrunkOptions trunk, SharingOptions sharing, IReadOnlyList<LearningTask> tasks, IReadOnlyList<long> inputShape, ModuleContext context) =>
        Build(trunk, sharing, tasks, new InputDescription(inputShape), context);

    /// <summary>Where the head of a task is put.</summary>
    /// <param name="shared">The shared part.</param>
    /// <param name="task">Number of the task, from 0.</param>
    /// <param name="inputs">What one input is.</param>
    public static HeadPlace Place(SharingArchitecture shared, int task, InputDescription inputs) =>
        new(shared.FeaturesOf(task), inputs.Shape, shared.TrunkOf(task)) { Columns = inputs.Columns };
}
