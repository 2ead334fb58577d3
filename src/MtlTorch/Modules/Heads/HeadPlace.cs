using MtlTorch.Modules.Trunks;

namespace MtlTorch.Modules.Heads;

/// <summary>Where a head is put.</summary>
/// <param name="Features">Features F that it gets.</param>
/// <param name="InputShape">Shape of one input of the model, without the batch dimension.</param>
/// <param name="Trunk">The trunk that they come from; null where they come from no single one.</param>
public sealed record HeadPlace(long Features, IReadOnlyList<long> InputShape, Trunk? Trunk = null)
{
    /// <summary>Numbers in one input.</summary>
    public long Inputs => InputShape.Aggregate(1L, (a, b) => a * b);
}
