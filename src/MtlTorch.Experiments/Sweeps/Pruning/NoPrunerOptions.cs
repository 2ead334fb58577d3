using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Sweeps.Pruning;

/// <summary>Every trial is trained to its end.</summary>
public sealed record NoPrunerOptions : PrunerOptions
{
    /// <inheritdoc/>
    public override IPruner Create(int epochs) => new Never();

    private sealed class Never : IPruner
    {
        public bool ShouldEnd(Observation trial, IReadOnlyList<Observation> others) => false;
    }
}
