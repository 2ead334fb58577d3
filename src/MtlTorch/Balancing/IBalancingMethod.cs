namespace MtlTorch.Balancing;

/// <summary>
/// A way to make one update of the shared parameters out of several tasks. What it works on, it says by one of
/// <see cref="ILossWeighting"/>, <see cref="IGramianWeighting"/>, <see cref="ICrossGramianWeighting"/> and
/// <see cref="IGradientAggregation"/>; what else it needs, by <see cref="IStateful"/>, <see cref="ITellsTasksApart"/>,
/// <see cref="IRevisitsLosses"/> and <see cref="ISeesEpochs"/>. What it is given is of the tasks
/// that are present in a step, as if there were no others. The heads always follow their own task's loss.
/// </summary>
public interface IBalancingMethod;
