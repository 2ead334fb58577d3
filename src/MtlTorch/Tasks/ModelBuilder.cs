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
    /// <param name="inputShape">Shape of one input, without the batch dimension.</param>
    /// <param name="context">Random numbers and device.</param>
    public static MultiTaskModel Build(
        TrunkOptions trunk,
        SharingOptions sharing,
        IReadOnlyList<LearningTask> tasks,
        IReadOnlyList<long> inputShape,
        ModuleContext context)
    {
        var shared = sharing.Build(trunk, inputShape, tasks.Count, context);
        var heads = tasks.Select((task, i) => task.BuildHead(new HeadPlace(shared.FeaturesOf(i), inputShape, shared.TrunkOf(i)), context)).ToList();
        var model = new MultiTaskModel(shared, tasks, heads);
        using var generator = context.Randomness.Fresh("initial weights");
        Initialization.Reset(model, generator);
        return model.to(context.Device);
    }
}
