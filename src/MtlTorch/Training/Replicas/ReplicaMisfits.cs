using MtlTorch.Modules.Trunks;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Replicas;

/// <summary>What cannot be computed in shards of a batch.</summary>
public static class ReplicaMisfits
{
    /// <summary>The problems of a training with twins; none without.</summary>
    /// <param name="setup">The training.</param>
    /// <param name="regularizers">Its regularizers.</param>
    /// <returns>The option, and what is wrong and what to do.</returns>
    public static IEnumerable<(string Option, string Problem)> Of(TrainingSetup setup, IReadOnlyList<IRegularizer> regularizers)
    {
        var partial = setup.Model.Tasks.FirstOrDefault(task => task.LossColumn is { } column && setup.Train.Partial.Contains(column));
        if (setup.Twins.Count > 0 && partial is not null && regularizers.Any(regularizer => regularizer is IBatchMixer))
        {
            yield return ("replicas", $"rows are mixed with each other, and some lack a label of '{partial.Name}': replicas cannot tell what their part of such a loss counts. Use 1 replica, or leave the mixing out.");
        }

        if (setup.Twins.Count > 0 && partial is not null && setup.Model.modules().OfType<ConvBlock>().Any(block => block.WaitsForReplicas))
        {
            yield return ("replicas", $"\"norm\": \"synchronized-batch\" has all replicas go back together, and one whose rows lack a label of '{partial.Name}' does not. Use 1 replica, or \"batch\".");
        }

        foreach (var problem in Of(1 + setup.Twins.Count, setup.Model.Tasks, regularizers))
        {
            yield return problem;
        }
    }

    /// <summary>The problems of a training.</summary>
    /// <param name="replicas">How many replicas it is to have.</param>
    /// <param name="tasks">Its tasks, their heads built.</param>
    /// <param name="regularizers">Its regularizers.</param>
    /// <returns>The option, and what is wrong and what to do.</returns>
    public static IEnumerable<(string Option, string Problem)> Of(
        int replicas, IReadOnlyList<LearningTask> tasks, IReadOnlyList<IRegularizer> regularizers)
    {
        if (replicas == 1)
        {
            yield break;
        }

        var problems = tasks.Where(task => task.MixesRows).Select(task => $"the loss of '{task.Name}' depends on which rows are in the batch together")
            .Concat(regularizers.Where(DependsOnBatch).Select(regularizer => $"the regularizer '{regularizer.Name}' changes or measures the features of a whole batch"));
        foreach (var problem in problems)
        {
            yield return ("replicas", $"{problem}, and {replicas} replicas see a part of it each. Use 1 replica, or leave that out.");
        }
    }

    private static bool DependsOnBatch(IRegularizer regularizer) => regularizer is IFeaturePenalty or IFeatureNoise;
}
