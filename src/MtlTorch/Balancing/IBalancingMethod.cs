namespace MtlTorch.Balancing;

/// <summary>
/// A way to make one update of the shared parameters out of several tasks. What it works on, it says by one of
/// <see cref="ILossWeighting"/>, <see cref="IGramianWeighting"/>, <see cref="ICrossGramianWeighting"/> and
/// <see cref="IGradientAggregation"/>; what else it needs, by <see cref="IStateful"/>, <see cref="IRevisitsLosses"/> and
/// <see cref="ISeesEpochs"/>. The heads always follow their own task's loss.
/// </summary>
public interface IBalancingMethod;
