using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>Says whether a trial is to be ended early. Like a sampler it keeps no state.</summary>
public interface IPruner
{
    /// <summary>Whether to end a trial after the epoch that its curve ends with.</summary>
    /// <param name="trial">The trial; its curve has at least one epoch.</param>
    /// <param name="others">All other trials of the sweep whose curves have begun, whatever became of them.</param>
    bool ShouldEnd(Observation trial, IReadOnlyList<Observation> others);
}
